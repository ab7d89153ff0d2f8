//! Commands against messages as they are now, and as a later contract might read them.

#![allow(clippy::unwrap_used)]

use chartkey_commands::{NewCategoryKey, SignedCommand};
use chartkey_metadata::{passed_on, Difference, Metadata, PassedOn};
use chartkey_policy::{Directive, Effect, Terms};
use chartkey_vocabulary::{Categories, OrgId, PatientId, Purpose, Selection};
use scale_info::{meta_type, MetaType, PortableRegistry, Registry, TypeInfo};
use serde_json::{json, Value};

#[derive(TypeInfo)]
#[allow(dead_code)]
enum Answer {
    Done,
    Provision(u32),
    Epoch(u32),
    Opened(bool),
}

#[derive(TypeInfo)]
#[allow(dead_code)]
enum AccountError {
    Late,
    Consent(ConsentError),
}

#[derive(TypeInfo)]
#[allow(dead_code)]
enum ConsentError {
    UnknownChart,
}

#[derive(TypeInfo)]
#[allow(dead_code)]
enum LangError {
    CouldNotReadInput = 1,
}

type Answered<T, E> = Result<Result<T, E>, LangError>;

struct Sketch {
    registry: Registry,
    messages: Vec<Value>,
}

impl Sketch {
    fn new() -> Self {
        Self { registry: Registry::new(), messages: vec![] }
    }

    fn message<A: TypeInfo + 'static>(
        mut self,
        label: &str,
        arguments: &[(&str, MetaType)],
    ) -> Self {
        let args: Vec<_> = arguments
            .iter()
            .map(|(label, kind)| {
                json!({ "label": label, "type": { "type": self.registry.register_type(kind).id } })
            })
            .collect();
        let answer = self.registry.register_type(&meta_type::<A>()).id;
        self.messages.push(json!({
            "label": label,
            "selector": "0x00000000",
            "args": args,
            "returnType": { "displayName": ["ink", "MessageResult"], "type": answer },
        }));
        self
    }

    fn metadata(self) -> Metadata {
        let types = PortableRegistry::from(self.registry);
        let json =
            json!({ "spec": { "messages": self.messages }, "types": types.types, "version": 5 });
        Metadata::parse(&json.to_string()).unwrap()
    }
}

fn account() -> Metadata {
    let command = [("command", meta_type::<SignedCommand>())];
    Sketch::new().message::<Answered<Answer, AccountError>>("submit", &command).metadata()
}

/// A contract with one message that takes a chart and these arguments.
fn behind<T: TypeInfo + 'static>(label: &str, arguments: &[(&str, MetaType)]) -> Metadata {
    let mut all = vec![("patient", meta_type::<PatientId>())];
    all.extend(arguments);
    Sketch::new().message::<Answered<T, ConsentError>>(label, &all).metadata()
}

const GRANT: PassedOn = PassedOn {
    command: "Grant",
    message: "grant",
    constants: &[],
    answer: Some("Provision"),
    error: "Consent",
};

fn found(behind: &Metadata, passed: &PassedOn) -> Vec<String> {
    passed_on(&account(), behind, passed).iter().map(Difference::to_string).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_message_that_takes_what_was_signed_does_not_differ() {
    let grant = behind::<u32>("grant", &[("terms", meta_type::<Box<Terms>>())]);
    assert_eq!(found(&grant, &GRANT), NONE);
    let keys = behind::<u32>("publish_key", &[("key", meta_type::<NewCategoryKey>())]);
    let publish =
        PassedOn { command: "PublishKey", message: "publish_key", answer: Some("Epoch"), ..GRANT };
    assert_eq!(found(&keys, &publish), NONE);
    let two = [("which", meta_type::<Directive>()), ("categories", meta_type::<Categories>())];
    let directive = behind::<()>("set_directive", &two);
    let set = PassedOn { command: "SetDirective", message: "set_directive", answer: None, ..GRANT };
    assert_eq!(found(&directive, &set), NONE);
}

#[test]
fn a_struct_is_as_good_as_its_fields_in_their_order() {
    let (provision, effect) =
        (("provision", meta_type::<u32>()), ("effect", meta_type::<Effect>()));
    let terms = ("terms", meta_type::<Terms>());
    let replace = PassedOn { command: "Replace", message: "replace", ..GRANT };
    assert_eq!(found(&behind::<u32>("replace", &[provision, effect, terms]), &replace), NONE);
    let turned = found(&behind::<u32>("replace", &[effect, provision, terms]), &replace);
    assert_eq!(turned.first().unwrap(), "Replace.effect: provision here, effect there");
    let fewer = found(&behind::<u32>("replace", &[provision, terms]), &replace);
    assert_eq!(fewer.first().unwrap(), "Replace: 2 arguments here, 3 there");
}

#[test]
fn what_a_message_reads_as_something_else_is_noticed() {
    let effect = behind::<u32>("grant", &[("terms", meta_type::<Effect>())]);
    assert_eq!(found(&effect, &GRANT).first().unwrap(), "Grant.terms: Terms here, Effect there");
}

#[test]
fn constants_are_what_they_are_named() {
    let opening = [
        ("selection", meta_type::<Selection>()),
        ("purpose", meta_type::<Purpose>()),
        ("organization", meta_type::<Option<OrgId>>()),
    ];
    let registry = behind::<bool>("open", &opening);
    let open = |constants| PassedOn {
        command: "Open",
        message: "open",
        constants,
        answer: Some("Opened"),
        ..GRANT
    };
    assert_eq!(found(&registry, &open(&[("PatientRequest", 6), ("None", 0)])), NONE);
    let other = found(&registry, &open(&[("PatientRequest", 5), ("None", 0)]));
    assert_eq!(other, ["Open.purpose: PatientRequest is 5 here, and not there"]);
    assert!(!found(&registry, &open(&[("PatientRequest", 6)])).is_empty());
}

#[test]
fn another_answer_and_another_error_are_noticed() {
    let wider = behind::<u64>("grant", &[("terms", meta_type::<Terms>())]);
    assert_eq!(found(&wider, &GRANT), ["Grant answered: U32 here, U64 there"]);
    let arguments = [("patient", meta_type::<PatientId>()), ("terms", meta_type::<Terms>())];
    let other = Sketch::new().message::<Answered<u32, Effect>>("grant", &arguments).metadata();
    assert_eq!(
        found(&other, &GRANT).first().unwrap(),
        "Grant refused: ConsentError here, Effect there"
    );
}

#[test]
fn what_is_missing_is_named() {
    let grant = behind::<u32>("grant", &[("terms", meta_type::<Terms>())]);
    let other = PassedOn { message: "grant_2", ..GRANT };
    assert_eq!(found(&grant, &other), ["Grant: there is no message grant_2"]);
    let unknown = PassedOn { command: "Permit", ..GRANT };
    assert_eq!(found(&grant, &unknown), ["Permit: there is no command of this name"]);
    assert!(Metadata::parse("{}").is_err());
}
