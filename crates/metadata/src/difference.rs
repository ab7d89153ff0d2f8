//! Two types, compared all the way down.

use std::{collections::BTreeSet, fmt};

use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, Variant};

/// Where two types differ, and in what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The way to it from where the comparison began: fields, variants, `[]` for what a list
    /// holds.
    pub place: String,
    /// What is on the one side, and what on the other.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

/// Compares two types, each in its registry: their names without the module, the names and the
/// order of their fields, the names and numbers of their variants, the lengths of arrays, and so
/// on for everything that they hold. None if the same bytes mean the same by both. `place` is
/// what the places of differences begin with.
#[must_use]
pub fn differences(
    place: &str,
    (left, left_id): (&PortableRegistry, u32),
    (right, right_id): (&PortableRegistry, u32),
) -> Vec<Difference> {
    let mut comparison = Comparison {
        left,
        right,
        place: vec![place.to_owned()],
        seen: BTreeSet::new(),
        found: vec![],
    };
    comparison.types(left_id, right_id);
    comparison.found
}

struct Comparison<'a> {
    left: &'a PortableRegistry,
    right: &'a PortableRegistry,
    place: Vec<String>,
    /// What is compared already: a type may hold itself.
    seen: BTreeSet<(u32, u32)>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn differ(&mut self, left: impl fmt::Display, right: impl fmt::Display) {
        let what = format!("{left} here, {right} there");
        self.found.push(Difference { place: self.place.join("."), what });
    }

    fn at(&mut self, place: impl Into<String>, compare: impl FnOnce(&mut Self)) {
        self.place.push(place.into());
        compare(self);
        self.place.pop();
    }

    fn types(&mut self, left_id: u32, right_id: u32) {
        if !self.seen.insert((left_id, right_id)) {
            return;
        }
        let (Some(left), Some(right)) = (self.left.resolve(left_id), self.right.resolve(right_id))
        else {
            return self.differ(format!("type {left_id}"), format!("type {right_id}, or none"));
        };
        let name = |name: Option<String>| name.unwrap_or_else(|| "a type without a name".into());
        let (left_name, right_name) = (name(left.path.ident()), name(right.path.ident()));
        if left_name != right_name {
            self.differ(left_name, right_name);
        }
        match (&left.type_def, &right.type_def) {
            (TypeDef::Composite(left), TypeDef::Composite(right)) => {
                self.fields(&left.fields, &right.fields);
            }
            (TypeDef::Variant(left), TypeDef::Variant(right)) => {
                self.variants(&left.variants, &right.variants);
            }
            (TypeDef::Sequence(left), TypeDef::Sequence(right)) => {
                self.at("[]", |this| this.types(left.type_param.id, right.type_param.id));
            }
            (TypeDef::Array(left), TypeDef::Array(right)) => {
                if left.len != right.len {
                    self.differ(format!("{} of them", left.len), right.len);
                }
                self.at("[]", |this| this.types(left.type_param.id, right.type_param.id));
            }
            (TypeDef::Tuple(left), TypeDef::Tuple(right)) => {
                if left.fields.len() != right.fields.len() {
                    self.differ(format!("{} members", left.fields.len()), right.fields.len());
                }
                for (place, (left, right)) in left.fields.iter().zip(&right.fields).enumerate() {
                    self.at(place.to_string(), |this| this.types(left.id, right.id));
                }
            }
            (TypeDef::Primitive(left), TypeDef::Primitive(right)) => {
                if left != right {
                    self.differ(format!("{left:?}"), format!("{right:?}"));
                }
            }
            (TypeDef::Compact(left), TypeDef::Compact(right)) => {
                self.types(left.type_param.id, right.type_param.id);
            }
            (left, right) => self.differ(kind(left), kind(right)),
        }
    }

    fn fields(&mut self, left: &[Field<PortableForm>], right: &[Field<PortableForm>]) {
        if left.len() != right.len() {
            self.differ(format!("{} fields", left.len()), right.len());
        }
        for (place, (left, right)) in left.iter().zip(right).enumerate() {
            let name = |field: &Field<PortableForm>| {
                field.name.clone().unwrap_or_else(|| place.to_string())
            };
            let (left_name, right_name) = (name(left), name(right));
            if left_name != right_name {
                self.differ(format!("field {left_name}"), right_name);
            }
            self.at(left_name, |this| this.types(left.ty.id, right.ty.id));
        }
    }

    fn variants(&mut self, left: &[Variant<PortableForm>], right: &[Variant<PortableForm>]) {
        for variant in left {
            match right.iter().find(|other| other.name == variant.name) {
                None => self.differ(format!("variant {}", variant.name), "none"),
                Some(other) => {
                    if variant.index != other.index {
                        let what = format!("variant {} is {}", variant.name, variant.index);
                        self.differ(what, other.index);
                    }
                    let fields = |this: &mut Self| this.fields(&variant.fields, &other.fields);
                    self.at(variant.name.clone(), fields);
                }
            }
        }
        for other in right {
            if !left.iter().any(|variant| variant.name == other.name) {
                self.differ(format!("no variant {}", other.name), "one");
            }
        }
    }
}

fn kind(definition: &TypeDef<PortableForm>) -> &'static str {
    match definition {
        TypeDef::Composite(_) => "a struct",
        TypeDef::Variant(_) => "an enum",
        TypeDef::Sequence(_) => "a list",
        TypeDef::Array(_) => "an array",
        TypeDef::Tuple(_) => "a tuple",
        TypeDef::Primitive(_) => "a primitive",
        TypeDef::Compact(_) => "a compact number",
        TypeDef::BitSequence(_) => "a bit sequence",
    }
}
