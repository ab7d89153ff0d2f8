//! What a deny holds back: for the purposes that it names always, in emergencies too.

use anyhow::Result;
use chartkey_commands::{Command, Replacement};
use chartkey_e2e_tests::{document, Actor, Hospital, On, Suite};
use chartkey_policy::{
    Basis, Decision, Directive, Effect, Grantee, Reason, RecordTarget, Request, Scope, Target,
    Terms, MAX_PROVISIONS,
};
use chartkey_vocabulary::{Action, Addressee, Categories, OrgId, Purpose, Purposes};
use rstest::rstest;
use rstest_reuse::apply;

use super::{IMAGING, LABORATORY};
use crate::{
    in_every_word,
    speaking::{Speaker, Word},
};

const EMERGENCY: Purpose = Purpose::EmergencyTreatment;
const DENIED: Decision = Decision::Deny(Reason::DeniedByPatient);
const OPENED: Decision = Decision::Permit(Basis::Emergency);
/// Emergencies and treatment.
const CARE: [Purpose; 2] = [EMERGENCY, Purpose::Treatment];

/// A medic with an open emergency of ana, who put a laboratory result (record 0) and an image
/// (record 1) on her chart.
fn scene(on: On, word: Word) -> Result<(Suite, Hospital, Actor, Speaker)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let medic = suite.responder(&mercy, "medic")?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    for category in [LABORATORY, IMAGING] {
        ana.reports(&mut suite, document(category).into())?;
    }
    suite.declare_emergency(&medic, &ana.patient)?;
    Ok((suite, mercy, medic, ana))
}

/// A deny of reading without end.
fn deny(suite: &mut Suite, grantee: Grantee, scope: Scope, purposes: Purposes) -> Result<Terms> {
    let terms = suite.terms(grantee, &[LABORATORY])?;
    Ok(Terms { scope, purposes, actions: Action::Read.into(), until: None, ..terms })
}

fn opens(
    suite: &mut Suite,
    reader: &Actor,
    ana: &Speaker,
    record: u32,
    purpose: Purpose,
) -> Result<Decision> {
    Ok(suite.open(reader, &ana.patient, record, purpose)?.decision)
}

#[apply(in_every_word)]
fn a_deny_that_names_emergency_treatment_holds_in_an_emergency(on: On, word: Word) -> Result<()> {
    let (mut suite, mercy, medic, ana) = scene(on, word)?;
    let laboratory = Scope::Categories(LABORATORY.into());
    let everything = Scope::Categories(Categories::EVERYTHING);
    for (grantee, scope, purposes) in [
        (Grantee::Anyone, laboratory, EMERGENCY.into()),
        (Grantee::Anyone, everything, Purposes::EVERYTHING),
        (Grantee::Anyone, Scope::Document(0), Purposes::of(&CARE)),
        (mercy.grantee(), laboratory, Purposes::ALL),
        (Grantee::Practitioner(medic.bytes()), Scope::Document(0), EMERGENCY.into()),
    ] {
        assert_eq!(opens(&mut suite, &medic, &ana, 0, EMERGENCY)?, OPENED);
        let deny = deny(&mut suite, grantee, scope, purposes)?;
        let denied = ana.denies(&mut suite, deny)?;
        assert_eq!(opens(&mut suite, &medic, &ana, 0, EMERGENCY)?, DENIED, "{deny:?}");
        let other = if scope == everything { DENIED } else { OPENED };
        assert_eq!(opens(&mut suite, &medic, &ana, 1, EMERGENCY)?, other, "{deny:?}");
        ana.revokes(&mut suite, denied)?;
    }
    Ok(())
}

#[apply(in_every_word)]
fn a_deny_that_does_not_name_emergency_treatment_leaves_it_to_the_directive(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, mercy, medic, ana) = scene(on, word)?;
    let others = Purposes::ALL.difference(EMERGENCY.into());
    let shut = Decision::Deny(Reason::NotInDirective);
    for (grantee, scope) in [
        (Grantee::Anyone, Scope::Categories(Categories::EVERYTHING)),
        (mercy.grantee(), Scope::Categories(LABORATORY.into())),
        (Grantee::Practitioner(medic.bytes()), Scope::Document(0)),
    ] {
        let deny = deny(&mut suite, grantee, scope, others)?;
        let denied = ana.denies(&mut suite, deny)?;
        for (directive, decision) in
            [(Categories::ALL, OPENED), (IMAGING.into(), shut), (LABORATORY.into(), OPENED)]
        {
            ana.directs(&mut suite, Directive::Emergency, directive)?;
            let answer = opens(&mut suite, &medic, &ana, 0, EMERGENCY)?;
            assert_eq!(answer, decision, "{deny:?}, {directive:?}");
        }
        assert_eq!(opens(&mut suite, &medic, &ana, 0, Purpose::Treatment)?, DENIED, "{deny:?}");
        ana.revokes(&mut suite, denied)?;
    }
    Ok(())
}

/// Puts permits to read images into the list until it is full.
fn fill(suite: &mut Suite, hospital: &Hospital, ana: &Speaker) -> Result<()> {
    let permit = suite.terms(hospital.grantee(), &[IMAGING])?;
    let permit = Terms { actions: Action::Read.into(), ..permit };
    while ana.policy(suite)?.provisions().len() < MAX_PROVISIONS {
        ana.grants(suite, permit)?;
    }
    Ok(())
}

/// The wider deny takes the place of what it covers. What was sealed against more than it denies
/// is none of that.
#[rstest]
#[case::directly(Word::Direct)]
#[case::signed(Word::Signed)]
fn a_wider_deny_in_a_full_list_opens_nothing_that_was_sealed(#[case] word: Word) -> Result<()> {
    let (mut suite, mercy, medic, ana) = scene(On::InProcess, word)?;
    let everything = Scope::Categories(Categories::EVERYTHING);
    let anyone = Grantee::Anyone;
    let seal = deny(&mut suite, anyone, Scope::Document(0), Purposes::of(&CARE))?;
    let seal = ana.denies(&mut suite, seal)?;
    let (treatment, later) = (Purposes::from(Purpose::Treatment), Purposes::EVERYTHING);
    let all = Scope::Categories(Categories::ALL);
    for (wider, left, image) in [
        // For treatment alone: the seal is for emergencies, too.
        (deny(&mut suite, anyone, everything, treatment)?, true, OPENED),
        // For all categories of today: a document may be of a later one.
        (deny(&mut suite, anyone, all, later)?, true, DENIED),
        // For everything: it takes the seal's place, and holds what that held.
        (deny(&mut suite, anyone, everything, later)?, false, DENIED),
    ] {
        fill(&mut suite, &mercy, &ana)?;
        ana.denies(&mut suite, wider)?;
        let list = ana.policy(&mut suite)?.provisions().to_vec();
        assert!(list.len() < MAX_PROVISIONS, "it took the place of nothing: {wider:?}");
        assert_eq!(list.iter().any(|line| line.id == seal), left, "{wider:?}");
        for purpose in CARE {
            assert_eq!(opens(&mut suite, &medic, &ana, 0, purpose)?, DENIED, "{wider:?}");
        }
        assert_eq!(opens(&mut suite, &medic, &ana, 1, EMERGENCY)?, image, "{wider:?}");
    }
    Ok(())
}

/// Who asks for what, in the test below.
fn requests(readers: &[([u8; 32], Option<OrgId>)], mercy: OrgId) -> Vec<Request> {
    let record = |document, category, issuer, addressee| {
        Target::Record(RecordTarget { document, category, issuer, addressee })
    };
    let letter = Some(Addressee::Organization(mercy));
    let targets = [
        record(0, LABORATORY, None, None),
        record(1, IMAGING, Some(mercy), None),
        record(2, LABORATORY, None, letter),
        Target::Categories(Categories::of(&[LABORATORY, IMAGING])),
    ];
    let mut requests = Vec::new();
    for &(subject, organization) in readers {
        for target in targets {
            for purpose in [CARE[0], CARE[1], Purpose::Research, Purpose::FamilyRequest] {
                for emergency in [false, true] {
                    let action = Action::Read;
                    requests.push(Request {
                        subject,
                        organization,
                        target,
                        purpose,
                        action,
                        emergency,
                    });
                }
            }
        }
    }
    requests
}

/// How the chart answers each of them now.
fn answers(suite: &mut Suite, ana: &Speaker, requests: &[Request]) -> Result<Vec<Decision>> {
    let mut answers = Vec::new();
    for request in requests {
        let decide = suite.consent().decide(ana.patient.id.into(), (*request).into());
        answers.push(suite.read(decide)?.map_err(|error| anyhow::anyhow!("{error:?}"))?);
    }
    Ok(answers)
}

/// Of a list with a permit for everybody, one for a house, one for a clinician, one for a
/// representative, one for a document, and denies that grow.
#[rstest]
#[case::directly(Word::Direct)]
#[case::signed(Word::Signed)]
fn neither_a_deny_nor_revoking_a_permit_ever_opens_anything(#[case] word: Word) -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let (bob, sophie) = (Grantee::Practitioner(hope.clinician.bytes()), Actor::named("sophie"));
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    let readers = [
        (mercy.clinician.bytes(), Some(mercy.id)),
        (hope.clinician.bytes(), Some(hope.id)),
        (sophie.bytes(), None),
    ];
    let requests = requests(&readers, mercy.id);

    let base = suite.terms(Grantee::Anyone, &[LABORATORY, IMAGING])?;
    let base = Terms { actions: Action::Read.into(), purposes: Purposes::of(&CARE), ..base };
    let both = base.scope;
    for permit in [
        Terms { scope: Scope::Categories(LABORATORY.into()), ..base },
        Terms { grantee: mercy.grantee(), scope: both, ..base },
        Terms { grantee: bob, purposes: Purpose::Research.into(), keys: Some([1; 32]), ..base },
        Terms {
            grantee: Grantee::Practitioner(sophie.bytes()),
            purposes: Purpose::FamilyRequest.into(),
            ..base
        },
        Terms { grantee: bob, scope: Scope::Document(1), ..base },
    ] {
        ana.grants(&mut suite, permit)?;
    }

    let mut before = answers(&mut suite, &ana, &requests)?;
    let refused = |answers: &[Decision]| {
        answers.iter().filter(|answer| matches!(answer, Decision::Deny(_))).count()
    };
    let mut check = |suite: &mut Suite, what: &dyn std::fmt::Debug| -> Result<()> {
        let after = answers(suite, &ana, &requests)?;
        for (request, (before, after)) in requests.iter().zip(before.iter().zip(&after)) {
            let opened = matches!((before, after), (Decision::Deny(_), Decision::Permit(_)));
            assert!(!opened, "{what:?} opened {request:?}: {after:?}");
        }
        // It did something, so there was something to see.
        assert!(refused(&after) > refused(&before), "{what:?}");
        before = after;
        Ok(())
    };

    let deny = Terms { until: None, ..base };
    let (laboratory, all) = (Scope::Categories(LABORATORY.into()), Categories::EVERYTHING);
    let (research, later) = (Purposes::from(Purpose::Research), Purposes::EVERYTHING);
    for deny in [
        Terms { grantee: bob, scope: laboratory, purposes: research, ..deny },
        Terms { scope: Scope::Document(0), purposes: Purpose::Treatment.into(), ..deny },
        Terms { grantee: mercy.grantee(), scope: Scope::Document(2), ..deny },
        Terms { purposes: Purpose::FamilyRequest.into(), scope: laboratory, ..deny },
    ] {
        ana.denies(&mut suite, deny)?;
        check(&mut suite, &deny)?;
    }
    for permit in ana.policy(&mut suite)?.provisions() {
        if permit.effect == Effect::Permit {
            ana.revokes(&mut suite, permit.id)?;
            check(&mut suite, permit)?;
        }
    }
    ana.denies(&mut suite, Terms { scope: Scope::Categories(all), purposes: later, ..deny })?;
    check(&mut suite, &"a deny of everything")?;
    assert_eq!(refused(&answers(&mut suite, &ana, &requests)?), requests.len());
    Ok(())
}

#[apply(in_every_word)]
fn a_deny_in_the_place_of_another_keeps_its_effect_and_shuts_more(
    on: On,
    word: Word,
) -> Result<()> {
    let (mut suite, _, medic, ana) = scene(on, word)?;
    let narrow = Scope::Categories(LABORATORY.into());
    let narrow = deny(&mut suite, Grantee::Anyone, narrow, EMERGENCY.into())?;
    let denied = ana.denies(&mut suite, narrow)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 1, EMERGENCY)?, OPENED);
    let terms = Terms { scope: Scope::Categories(Categories::EVERYTHING), ..narrow };
    let effect = Effect::Deny;
    let wider = Replacement { provision: denied, effect, terms };
    ana.does(&mut suite, Command::Replace(wider.into()))?;
    for record in [0, 1] {
        assert_eq!(opens(&mut suite, &medic, &ana, record, EMERGENCY)?, DENIED);
    }
    Ok(())
}
