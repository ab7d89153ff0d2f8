//! Deciding, one category at a time.

use std::collections::BTreeSet;

use chartkey_policy::{Basis, Decision, Effect, Grantee, Reason};
use chartkey_vocabulary::{Account, Action, Addressee, Category, Purpose, Timestamp};

use super::{About, Ask, Chart, Rule, Wish, Words};

/// The ground of each wish of somebody who wants all of them, or the first that is refused, by its
/// place, and why.
pub fn decide_each(
    chart: &Chart,
    controller: Account,
    ask: &Ask,
    wishes: &[Wish],
    now: Timestamp,
) -> Result<Vec<Basis>, (usize, Reason)> {
    let answer = |wish: &Wish| {
        let alone = Ask { wish: wish.clone(), ..ask.clone() };
        decide(chart, controller, &alone, now)
    };
    let mut grounds = vec![];
    for wish in wishes {
        match answer(wish) {
            Decision::Permit(basis) => grounds.push(basis),
            Decision::Deny(reason) => return Err((grounds.len(), reason)),
        }
    }
    Ok(grounds)
}

/// The answer to a request.
pub fn decide(chart: &Chart, controller: Account, ask: &Ask, now: Timestamp) -> Decision {
    if ask.who == controller {
        return Decision::Permit(Basis::Controller);
    }
    if ask.purpose == Purpose::PatientRequest {
        return Decision::Deny(Reason::NotController);
    }
    let wanted = ask.wish.categories();
    let is_session = matches!(ask.wish, Wish::Session(_));
    let is_there = |category: &Category, effect: Effect, when: &dyn Fn(&Words) -> bool| {
        chart.rules().any(|(_, rule)| {
            rule.effect == effect && when(&rule.words) && rule.speaks_of(ask, *category)
        })
    };
    let holds = |words: &Words| words.hold_at(now);
    let begins_later = |words: &Words| words.begin_after(now);
    let has_ended = |words: &Words| words.ended_before(now);

    if ask.purpose == Purpose::EmergencyTreatment && !ask.emergency {
        return Decision::Deny(Reason::NoEmergency);
    }
    let is_named_representative = chart.rules().any(|(_, rule)| {
        rule.effect == Effect::Permit
            && rule.words.grantee == Grantee::Practitioner(ask.who)
            && rule.words.are_for(Purpose::FamilyRequest)
            && holds(&rule.words)
    });
    if ask.purpose == Purpose::FamilyRequest && !is_named_representative {
        return Decision::Deny(Reason::NotRepresentative);
    }
    if wanted.iter().any(|category| is_there(category, Effect::Deny, &holds)) {
        return Decision::Deny(Reason::DeniedByPatient);
    }
    if is_session && ask.purpose == Purpose::EmergencyTreatment {
        return Decision::Deny(Reason::RecordsOnly);
    }
    let named = |words: &Words| holds(words) && words.grantee != Grantee::Anyone;
    let opens: &dyn Fn(&Words) -> bool = if is_session { &named } else { &holds };
    let missing: BTreeSet<Category> = wanted
        .iter()
        .copied()
        .filter(|category| !is_there(category, Effect::Permit, opens))
        .collect();
    if missing.is_empty() {
        let (oldest, _) = chart
            .rules()
            .find(|(_, rule)| {
                rule.effect == Effect::Permit
                    && opens(&rule.words)
                    && wanted.iter().any(|category| rule.speaks_of(ask, *category))
            })
            .unwrap();
        return Decision::Permit(Basis::Provision(oldest));
    }
    if is_issuers_own(ask) && wanted.is_subset(&chart.issuers) {
        return Decision::Permit(Basis::Issuer);
    }
    if is_sent_to(ask) {
        return Decision::Permit(Basis::Addressee);
    }
    if ask.purpose == Purpose::EmergencyTreatment && ask.action == Action::Read {
        return if missing.is_subset(&chart.emergency) {
            Decision::Permit(Basis::Emergency)
        } else {
            Decision::Deny(Reason::NotInDirective)
        };
    }
    if is_session && missing.iter().all(|category| is_there(category, Effect::Permit, &holds)) {
        return Decision::Deny(Reason::RecordsOnly);
    }
    let promised = |category: &Category| is_there(category, Effect::Permit, &begins_later);
    let lapsed = |category: &Category| is_there(category, Effect::Permit, &has_ended);
    Decision::Deny(if missing.iter().all(promised) {
        Reason::NotYetValid
    } else if missing.iter().all(|category| promised(category) || lapsed(category)) {
        Reason::Expired
    } else {
        Reason::NoConsent
    })
}

/// Whether a record is asked for by the organization that issued it, to read it for treatment
/// or for running that organization.
fn is_issuers_own(ask: &Ask) -> bool {
    let Wish::Record { issuer: Some(issuer), .. } = ask.wish else {
        return false;
    };
    let Some(employer) = ask.works_for else {
        return false;
    };
    let purpose = ask.purpose == Purpose::Treatment || ask.purpose == Purpose::Operations;
    employer == issuer && purpose && ask.action == Action::Read
}

/// Whether the patient sent the record to whoever asks, or the organization of that one, who
/// wants to read it for treatment.
fn is_sent_to(ask: &Ask) -> bool {
    let Wish::Record { addressee, .. } = ask.wish else {
        return false;
    };
    let arrived = match addressee {
        None => false,
        Some(Addressee::Practitioner(account)) => ask.who == account,
        Some(Addressee::Organization(house)) => ask.works_for == Some(house),
    };
    arrived && ask.purpose == Purpose::Treatment && ask.action == Action::Read
}

impl Rule {
    /// Whether the rule says something about this category of the request, at whatever time.
    fn speaks_of(&self, ask: &Ask, category: Category) -> bool {
        let words = &self.words;
        let to_whom = match words.grantee {
            Grantee::Anyone => match self.effect {
                Effect::Deny => true,
                Effect::Permit => ask.works_for.is_some() && ask.purpose != Purpose::FamilyRequest,
            },
            Grantee::Practitioner(account) => account == ask.who,
            Grantee::Organization(organization) => ask.works_for == Some(organization),
        };
        let about_what = match (&words.about, &ask.wish) {
            (About::Everything, _) => true,
            (About::Categories(categories), _) => categories.contains(&category),
            (About::Document(sealed), Wish::Record { document, .. }) => sealed == document,
            (About::Document(_), Wish::Categories(_) | Wish::Session(_)) => false,
        };
        to_whom && about_what && words.are_for(ask.purpose) && words.actions.contains(&ask.action)
    }
}
