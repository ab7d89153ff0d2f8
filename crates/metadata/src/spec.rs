//! The part of ink!'s metadata (version 5) that says what messages take and answer.

use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef};
use serde::Deserialize;

/// The metadata of a contract: of a bundle (`.contract`) or of the file beside it (`.json`).
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    spec: Spec,
    #[serde(flatten)]
    types: PortableRegistry,
}

#[derive(Clone, Debug, Deserialize)]
struct Spec {
    messages: Vec<Message>,
}

/// A message of a contract.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its name; of a message of a trait with the trait's in front, as in `Governed::hold`.
    pub label: String,
    /// Its selector: `0x` and four bytes in hexadecimal.
    pub selector: String,
    args: Vec<Arg>,
    return_type: TypeSpec,
}

#[derive(Clone, Debug, Deserialize)]
struct Arg {
    label: String,
    #[serde(rename = "type")]
    spec: TypeSpec,
}

#[derive(Clone, Debug, Deserialize)]
struct TypeSpec {
    #[serde(rename = "type")]
    id: u32,
}

/// An argument of a message, or a field of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name; a field may have none.
    pub name: Option<String>,
    /// Its type, in the registry of the metadata that it is from.
    pub id: u32,
}

impl Metadata {
    /// Reads the metadata of a contract.
    ///
    /// # Errors
    /// When this is not the metadata of an ink! 5 contract.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The types that messages are made of.
    #[must_use]
    pub fn types(&self) -> &PortableRegistry {
        &self.types
    }

    /// The message of this name.
    #[must_use]
    pub fn message(&self, label: &str) -> Option<&Message> {
        self.spec.messages.iter().find(|message| message.label == label)
    }
}

impl Message {
    /// What it takes, in order.
    pub fn arguments(&self) -> impl Iterator<Item = Argument> + '_ {
        self.args.iter().map(|arg| Argument { name: Some(arg.label.clone()), id: arg.spec.id })
    }

    /// The type of what it answers: a `Result` whose error is ink!'s own.
    #[must_use]
    pub fn answer(&self) -> u32 {
        self.return_type.id
    }
}

/// The fields of a struct.
pub fn fields(types: &PortableRegistry, id: u32) -> Option<Vec<Argument>> {
    match &types.resolve(id)?.type_def {
        TypeDef::Composite(composite) => Some(composite.fields.iter().map(argument).collect()),
        _ => None,
    }
}

/// The field of this name of a struct.
pub fn field(types: &PortableRegistry, id: u32, name: &str) -> Option<u32> {
    let fields = fields(types, id)?;
    fields.iter().find(|field| field.name.as_deref() == Some(name)).map(|field| field.id)
}

/// The number and the fields of a variant of an enum.
pub fn variant(types: &PortableRegistry, id: u32, name: &str) -> Option<(u8, Vec<Argument>)> {
    match &types.resolve(id)?.type_def {
        TypeDef::Variant(variants) => {
            let variant = variants.variants.iter().find(|variant| variant.name == name)?;
            Some((variant.index, variant.fields.iter().map(argument).collect()))
        }
        _ => None,
    }
}

/// The only field of a variant.
pub fn inside(types: &PortableRegistry, id: u32, name: &str) -> Option<u32> {
    match variant(types, id, name)?.1.as_slice() {
        [field] => Some(field.id),
        _ => None,
    }
}

fn argument(field: &Field<PortableForm>) -> Argument {
    Argument { name: field.name.clone(), id: field.ty.id }
}
