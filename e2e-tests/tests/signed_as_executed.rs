//! What is executed is what was signed: the patient account and the contracts behind it, as they
//! are in their bundles, mean the same by the same bytes. They are released on their own, so a
//! variant that one of them renumbers would do something else than the text said, without any
//! error.

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::Bundle;
use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::consent::ConsentError;
use chartkey_metadata::{differences, passed_on, Difference, Metadata, PassedOn};
use chartkey_vocabulary::{Action, Actions, Categories, Category, PatientId, Purpose, Purposes};
use patient_account::{Contract, PASSED_ON};
use scale_info::{MetaType, PortableRegistry, Registry, TypeInfo};
use serde_json::Value;

fn metadata(bundle: Bundle) -> Result<Metadata> {
    Ok(Metadata::parse(&bundle.metadata()?.to_string())?)
}

/// The bundle of a contract behind the account, and the account's error that carries its errors.
fn behind(contract: Contract) -> (Bundle, &'static str) {
    match contract {
        Contract::Consent => (Bundle::ConsentManager, "Consent"),
        Contract::Registry => (Bundle::RecordRegistry, "Registry"),
    }
}

/// How the account and this contract, in this metadata, differ in what is passed on to it.
fn compared(account: &Metadata, contract: Contract, metadata: &Metadata) -> Vec<Difference> {
    let (_, error) = behind(contract);
    let rows = PASSED_ON.iter().filter(|row| row.contract == contract);
    rows.flat_map(|row| {
        let patient_account::PassedOn { command, message, constants, answer, .. } = *row;
        let row = PassedOn { command, message, constants, answer, error };
        passed_on(account, metadata, &row)
    })
    .collect()
}

/// A type as this crate links it: what the account renders, encodes and decodes.
fn linked<T: TypeInfo + 'static>() -> (PortableRegistry, u32) {
    let mut registry = Registry::new();
    let id = registry.register_type(&MetaType::new::<T>()).id;
    (registry.into(), id)
}

/// The number of a type of the field's words in a contract's metadata, by its name.
fn word(metadata: &Metadata, name: &str) -> Option<u32> {
    let is_it = |path: &[String]| {
        path.first().is_some_and(|krate| krate == "chartkey_vocabulary")
            && path.last().is_some_and(|last| last == name)
    };
    let types = &metadata.types().types;
    types.iter().find(|known| is_it(&known.ty.path.segments)).map(|known| known.id)
}

/// Compares a word with how a contract has it; `None` if it has none.
fn word_differs<T: TypeInfo + 'static>(name: &str, metadata: &Metadata) -> Option<Vec<Difference>> {
    let (types, id) = linked::<T>();
    let there = word(metadata, name)?;
    Some(differences(name, (&types, id), (metadata.types(), there)))
}

/// The metadata with two variants of an enum in each other's place, as a release that renumbers
/// them would have it.
fn renumbered(bundle: Bundle, path: &[&str], variants: [&str; 2]) -> Result<Metadata> {
    let mut metadata = bundle.metadata()?;
    let types = metadata["types"].as_array_mut().context("no types")?;
    let path: Value = path.to_vec().into();
    let known = types.iter_mut().find(|known| known["type"]["path"] == path);
    let known = &mut known.context("no such type")?["type"]["def"]["variant"]["variants"];
    let known = known.as_array_mut().context("no variants")?;
    let at = |name: &str| known.iter().position(|variant| variant["name"] == name);
    let [one, other] = variants.map(at);
    let (one, other) = (one.context("no such variant")?, other.context("no such variant")?);
    let [first, second] = [one, other].map(|place| known[place]["index"].clone());
    (known[one]["index"], known[other]["index"]) = (second, first);
    Ok(Metadata::parse(&metadata.to_string())?)
}

#[test]
fn what_is_passed_on_is_executed_as_it_was_signed() -> Result<()> {
    let account = metadata(Bundle::PatientAccount)?;
    for contract in [Contract::Consent, Contract::Registry] {
        let found = compared(&account, contract, &metadata(behind(contract).0)?);
        assert_eq!(found, [], "{contract:?}");
    }
    Ok(())
}

/// Sets travel as bits and are rendered as words: the numbers of the members are the bits.
#[test]
fn categories_purposes_and_actions_are_the_same_on_all_sides() -> Result<()> {
    let mut seen = [0; 3];
    for bundle in [
        Bundle::PatientAccount,
        Bundle::ConsentManager,
        Bundle::RecordRegistry,
        Bundle::ProviderDirectory,
    ] {
        let metadata = metadata(bundle)?;
        let words = [
            word_differs::<Category>("Category", &metadata),
            word_differs::<Purpose>("Purpose", &metadata),
            word_differs::<Action>("Action", &metadata),
        ];
        for (seen, found) in seen.iter_mut().zip(words) {
            if let Some(found) = found {
                assert_eq!(found, [], "{bundle:?}");
                *seen += 1;
            }
        }
    }
    // All four name categories and purposes other than as bits, and two of them actions.
    assert_eq!(seen, [4, 4, 2]);
    assert!(Category::ALL.iter().all(|one| Categories::from(*one).bits() == 1 << *one as u32));
    assert!(Purpose::ALL.iter().all(|one| Purposes::from(*one).bits() == 1 << *one as u16));
    assert!(Action::ALL.iter().all(|one| Actions::from(*one).bits() == 1 << *one as u8));
    Ok(())
}

/// What the account asks of the consent manager besides: with its own types, which are no
/// commands.
#[test]
fn charts_are_created_and_handed_over_as_the_account_means_it() -> Result<()> {
    type Refusable<T> = Result<Result<T, ConsentError>, ink::LangError>;
    let consent = metadata(Bundle::ConsentManager)?;
    let own =
        |name: &str, arguments: &[(PortableRegistry, u32)], answer: (PortableRegistry, u32)| {
            let message = consent.message(name).with_context(|| format!("no message {name}"))?;
            let taken: Vec<_> = message.arguments().collect();
            ensure!(taken.len() == arguments.len(), "{name} takes {taken:?}");
            let mut found = Vec::new();
            for (taken, (types, id)) in taken.iter().zip(arguments) {
                found.extend(differences(name, (types, *id), (consent.types(), taken.id)));
            }
            let (types, id) = answer;
            found.extend(differences(name, (&types, id), (consent.types(), message.answer())));
            Ok(found)
        };
    let chart = linked::<PatientId>;
    let created = linked::<Refusable<PatientId>>();
    assert_eq!(own("create_chart", &[linked::<[u8; 32]>()], created)?, []);
    let controlled = linked::<Result<Option<Handover>, ink::LangError>>();
    assert_eq!(own("control", &[chart()], controlled)?, []);
    let step = linked::<HandoverStep>();
    assert_eq!(own("hand_over", &[chart(), step], linked::<Refusable<()>>())?, []);
    Ok(())
}

#[test]
fn a_release_that_renumbers_is_noticed() -> Result<()> {
    let account = metadata(Bundle::PatientAccount)?;
    for (contract, path, variants, place) in [
        (
            Contract::Consent,
            &["chartkey_policy", "list", "Directive"][..],
            ["Emergency", "Issuers"],
            "SetDirective.directive",
        ),
        (
            Contract::Consent,
            &["chartkey_policy", "provision", "Grantee"],
            ["Practitioner", "Anyone"],
            "Grant.terms.grantee",
        ),
        (
            Contract::Registry,
            &["chartkey_vocabulary", "document", "Retraction"],
            ["WrongPatient", "WrongContent"],
            "Retract.reason",
        ),
        (
            Contract::Registry,
            &["chartkey_vocabulary", "sets", "Purpose"],
            ["Treatment", "PatientRequest"],
            "Open.purpose",
        ),
        (
            Contract::Registry,
            &["chartkey_vocabulary", "selection", "Selection"],
            ["Records", "Categories"],
            "Open.selection",
        ),
    ] {
        let next = renumbered(behind(contract).0, path, variants)?;
        let found = compared(&account, contract, &next);
        assert!(found.iter().any(|one| one.place.starts_with(place)), "{place}: {found:?}");
    }
    let next = renumbered(
        Bundle::ConsentManager,
        &["chartkey_vocabulary", "sets", "Category"],
        ["Laboratory", "Restricted"],
    )?;
    let found = word_differs::<Category>("Category", &next).context("no categories")?;
    assert_eq!(found.len(), 2, "{found:?}");
    Ok(())
}
