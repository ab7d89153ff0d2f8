//! Provisions in words, for the page.

use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_vocabulary::{Action, Actions, Categories, Category, Purpose, Purposes};

use crate::case::{Line, Who, A, ALL, B, DAY, DENTISTS, EMPLOYER, INSTITUTE, TODAY};

/// One line of a consent.
pub fn line(line: &Line) -> String {
    match line {
        Line::Provision(effect, terms) => provision(*effect, terms),
        Line::Directive(Directive::Emergency, set) => {
            format!("emergencies open {}", categories(*set))
        }
        Line::Directive(Directive::Issuers, set) => {
            format!("issuers read back {}", categories(*set))
        }
        Line::Revoke(id) => format!("revoke provision {id}"),
    }
}

fn provision(effect: Effect, terms: &Terms) -> String {
    let effect = match effect {
        Effect::Permit => "permit",
        Effect::Deny => "deny",
    };
    let scope = match terms.scope {
        Scope::Categories(set) => categories(set),
        Scope::Document(document) => format!("document {document}"),
    };
    let mut words = format!(
        "{effect} {}: {} {scope}, {}",
        grantee(terms.grantee),
        actions(terms.actions),
        purposes(terms.purposes)
    );
    if terms.from > TODAY {
        words += &format!(", from day {}", (terms.from - TODAY) / DAY);
    }
    if let Some(until) = terms.until {
        words += &format!(", to day {}", (until - TODAY) / DAY);
    }
    words
}

fn grantee(grantee: Grantee) -> &'static str {
    match grantee {
        Grantee::Anyone => "anyone",
        Grantee::Organization(A) => "hospital A",
        Grantee::Organization(B) => "hospital B",
        Grantee::Organization(DENTISTS) => "the dentists",
        Grantee::Organization(EMPLOYER) => "the employer",
        Grantee::Organization(INSTITUTE) => "the institute",
        Grantee::Organization(_) => "a house",
        Grantee::Practitioner(account) => [
            (Who::Bob, "Bob"),
            (Who::Eve, "Eve"),
            (Who::Cho, "Cho"),
            (Who::Dee, "Dee"),
            (Who::Max, "Max"),
            (Who::Lea, "Lea"),
            (Who::Kim, "Kim"),
        ]
        .into_iter()
        .find(|(who, _)| who.account() == account)
        .map_or("somebody", |(_, name)| name),
    }
}

fn categories(set: Categories) -> String {
    if set.is_everything() {
        return "everything".to_owned();
    }
    if set == ALL {
        return "all categories".to_owned();
    }
    let named = |set: Categories| {
        let members = Category::ALL.into_iter().filter(|member| set.contains((*member).into()));
        members.map(Category::word).collect::<Vec<_>>().join(", ")
    };
    let missing = ALL.difference(set);
    if set.is_empty() {
        "nothing".to_owned()
    } else if missing.bits().count_ones() < set.bits().count_ones() {
        format!("all but {}", named(missing))
    } else {
        named(set)
    }
}

fn purposes(set: Purposes) -> String {
    if set.is_everything() {
        return "every purpose".to_owned();
    }
    let members = Purpose::ALL.into_iter().filter(|member| set.contains((*member).into()));
    members.map(Purpose::code).collect::<Vec<_>>().join(" ")
}

fn actions(set: Actions) -> &'static str {
    if set == Actions::ALL {
        "read and append"
    } else if set == Action::Append.into() {
        "append"
    } else {
        "read"
    }
}
