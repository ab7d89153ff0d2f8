//! What a keeper asks before it hands a record out.

use chartkey_interfaces::{
    log::{SESSION_MILLISECONDS, TICKET_MILLISECONDS},
    registry::{Ticket, TicketRefusal},
};

use super::*;

/// Opens the one record, and answers the entry.
fn open(
    records: &Records,
    others: &Others,
    caller: &Account,
    selection: Selection,
    purpose: Purpose,
) -> u32 {
    let private = [Purpose::PatientRequest, Purpose::FamilyRequest].contains(&purpose);
    let house = (!private).then_some(HOUSE);
    let opened = records.open(others, caller, NOW, &CHART, selection, purpose, house);
    opened.unwrap().0.entry
}

/// Ada opens the one record for treatment.
fn open_for_treatment(records: &Records, others: &Others) -> u32 {
    open(records, others, &ADA, Selection::record(0), Purpose::Treatment)
}

/// Ada opens a session of laboratory results for treatment.
fn open_session(records: &Records, others: &Others) -> u32 {
    let selection = Selection::Categories(Category::Laboratory.into());
    open(records, others, &ADA, selection, Purpose::Treatment)
}

fn ask(records: &Records, others: &Others, entry: u32) -> Ticket {
    records.ticket(others, NOW, &CHART, entry, 0).unwrap()
}

fn refusal(records: &Records, others: &Others, entry: u32) -> Option<TicketRefusal> {
    ask(records, others, entry).refusal
}

/// A registry with one record.
fn one_record() -> Records {
    let mut records = registry();
    registered(&mut records);
    records
}

#[test]
fn it_has_all_that_a_keeper_asks_of_the_chain() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let entry = open_for_treatment(&records, &others);
        let ticket = records.ticket(&others, NOW + 5, &CHART, entry, 0).unwrap();
        let expected = Ticket {
            now: NOW + 5,
            opened_at: NOW,
            until: NOW + TICKET_MILLISECONDS,
            actor: ADA,
            organization: Some(HOUSE),
            purpose: Purpose::Treatment,
            practitioner: records.practitioner(&ADA),
            standing: records.standing(HOUSE),
            emergency: false,
            decision: others.answer,
            document: 0,
            category: Category::Laboratory,
            issuer: Some(HOUSE),
            version: Some(version()),
            refusal: None,
        };
        assert!(expected.practitioner.is_some() && expected.standing.is_some());
        assert_eq!(ticket, expected);
        // The policy is asked for this very record.
        let Target::Record(asked) = others.asked().target else { unreachable!() };
        assert_eq!((asked.document, asked.issuer), (0, Some(HOUSE)));
    });
}

#[test]
fn record_entry_and_chart_have_to_be_there() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let entry = open_for_treatment(&records, &others);
        let asked = |others: &Others, entry, record| {
            records.ticket(others, NOW, &CHART, entry, record).map(drop)
        };
        assert_eq!(asked(&others, entry, 1), Err(RegistryError::UnknownRecord));
        assert_eq!(asked(&others, entry + 1, 0), Err(RegistryError::UnknownEntry));
        let others = Others { chart_exists: false, ..others };
        assert_eq!(asked(&others, entry, 0), Err(RegistryError::UnknownChart));
    });
}

#[test]
fn the_entry_permits_this_record() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        registered(&mut records);
        let not_permitted = Some(TicketRefusal::NotPermitted);
        let other = open(&records, &others, &ADA, Selection::record(1), Purpose::Treatment);
        assert_eq!(refusal(&records, &others, other), not_permitted);
        let both = Selection::Records(vec![0, 1]);
        let both = open(&records, &others, &ADA, both, Purpose::Treatment);
        assert_eq!(refusal(&records, &others, both), None);
        let imaging = Selection::Categories(Category::Imaging.into());
        let imaging = open(&records, &others, &ADA, imaging, Purpose::Treatment);
        assert_eq!(refusal(&records, &others, imaging), not_permitted);
        let session = open_session(&records, &others);
        assert_eq!(refusal(&records, &others, session), None);
        // What a declaration names is opened by nobody with it.
        let declared =
            records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [6; 32]).unwrap().0;
        assert_eq!(refusal(&records, &others, declared), not_permitted);
        let refused = open_for_treatment(&records, &Others::refusing());
        let log = Others::refusing();
        open_for_treatment(&records, &log);
        let now_permits = Others { answer: others.answer, ..log };
        assert_eq!(refusal(&records, &now_permits, refused), not_permitted);
    });
}

#[test]
fn an_entry_is_good_for_10_minutes_and_that_of_a_session_for_60() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        for (entry, lasts) in [
            (open_for_treatment(&records, &others), TICKET_MILLISECONDS),
            (open_session(&records, &others), SESSION_MILLISECONDS),
        ] {
            let at = |now| records.ticket(&others, now, &CHART, entry, 0).unwrap();
            assert_eq!(at(NOW).until, NOW + lasts);
            assert_eq!(at(NOW + lasts).refusal, None);
            assert_eq!(at(NOW + lasts + 1).refusal, Some(TicketRefusal::TooOld));
        }
        assert_eq!((TICKET_MILLISECONDS, SESSION_MILLISECONDS), (600_000, 3_600_000));
    });
}

#[test]
fn a_session_serves_what_is_registered_while_it_lasts() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let entry = open_session(&records, &others);
        registered(&mut records);
        assert_eq!(refusal(&records, &others, entry), None);
    });
}

#[test]
fn the_actor_is_still_an_active_practitioner_of_the_house() {
    run(|| {
        let not_practitioner = Some(TicketRefusal::NotPractitioner);
        let clinician = serving(HOUSE, &[Role::Clinician]);
        for practitioner in [
            Practitioner { status: PractitionerStatus::Suspended, ..clinician },
            Practitioner { status: PractitionerStatus::Left, ..clinician },
            Practitioner { roles: Roles::of(&[Role::Keeper]), ..clinician },
            serving(OTHER_HOUSE, &[Role::Clinician]),
        ] {
            let mut records = one_record();
            let others = Others::new();
            let entries = [open_for_treatment(&records, &others), open_session(&records, &others)];
            set_practitioner(&mut records, ADA, practitioner);
            for entry in entries {
                assert_eq!(refusal(&records, &others, entry), not_practitioner);
            }
            set_practitioner(&mut records, ADA, clinician);
            assert_eq!(refusal(&records, &others, entries[0]), None);
        }
    });
}

#[test]
fn the_house_is_active_and_its_admin_has_confirmed_the_actor() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let entry = open_for_treatment(&records, &others);
        let active = Standing { status: OrganizationStatus::Active, generation: 0 };
        for standing in [
            Standing { status: OrganizationStatus::Suspended, ..active },
            Standing { generation: 1, ..active },
        ] {
            set_standing(&mut records, HOUSE, standing);
            let ticket = ask(&records, &others, entry);
            assert_eq!(ticket.standing, Some(standing));
            assert_eq!(ticket.refusal, Some(TicketRefusal::NotPractitioner));
        }
        set_standing(&mut records, HOUSE, active);
        assert_eq!(refusal(&records, &others, entry), None);
    });
}

#[test]
fn a_representative_is_enrolled_nowhere() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let record = Selection::record(0);
        let entry = open(&records, &others, &STRANGER, record, Purpose::FamilyRequest);
        assert_eq!(refusal(&records, &others, entry), None);
        let enrolled = serving(OTHER_HOUSE, &[Role::Clinician]);
        for status in [PractitionerStatus::Active, PractitionerStatus::Suspended] {
            set_practitioner(&mut records, STRANGER, Practitioner { status, ..enrolled });
            assert_eq!(refusal(&records, &others, entry), Some(TicketRefusal::Enrolled));
        }
        let left = Practitioner { status: PractitionerStatus::Left, ..enrolled };
        set_practitioner(&mut records, STRANGER, left);
        assert_eq!(refusal(&records, &others, entry), None);
    });
}

#[test]
fn for_emergency_treatment_the_case_is_open() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let case = records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [6; 32]).unwrap().0;
        let record = Selection::record(0);
        let entry = open(&records, &others, &ADA, record, Purpose::EmergencyTreatment);
        let ticket = ask(&records, &others, entry);
        assert_eq!((ticket.emergency, ticket.refusal), (true, None));
        assert!(others.asked().emergency);
        let finding = chartkey_vocabulary::Finding::ALL[0];
        records.review_emergency(&others, &BOB, &CHART, HOUSE, &ADA, case, finding, None).unwrap();
        let ticket = ask(&records, &others, entry);
        assert_eq!((ticket.emergency, ticket.refusal), (false, Some(TicketRefusal::NoEmergency)));
    });
}

#[test]
fn as_the_patient_only_the_controller_is_served() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let record = Selection::record(0);
        let entry = open(&records, &others, &PATIENT, record, Purpose::PatientRequest);
        assert_eq!(refusal(&records, &others, entry), None);
        // The chart has another controller now, and a permit names the former one.
        others.log.borrow_mut()[0].actor = STRANGER;
        assert_eq!(refusal(&records, &others, entry), Some(TicketRefusal::NotController));
    });
}

#[test]
fn the_patient_still_permits_this_record() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let entries = [open_for_treatment(&records, &others), open_session(&records, &others)];
        let reason = Reason::DeniedByPatient;
        let denied = Others { exception: Some((0, Decision::Deny(reason))), ..others };
        for entry in entries {
            let ticket = ask(&records, &denied, entry);
            assert_eq!(ticket.decision, Decision::Deny(reason));
            assert_eq!(ticket.refusal, Some(TicketRefusal::Denied(reason)));
        }
    });
}

#[test]
fn an_erased_record_is_handed_out_by_nobody() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let entry = open_for_treatment(&records, &others);
        records.erase(&others, &PATIENT, NOW, &CHART, 0).unwrap();
        let ticket = ask(&records, &others, entry);
        assert_eq!((ticket.version, ticket.refusal), (None, Some(TicketRefusal::Erased)));
    });
}

#[test]
fn the_first_that_holds_is_named() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let entry = open_for_treatment(&records, &others);
        let later = NOW + TICKET_MILLISECONDS + 1;
        let refusal = |records: &Records, others: &Others, now, record| {
            records.ticket(others, now, &CHART, entry, record).unwrap().refusal
        };
        records.erase(&others, &PATIENT, NOW, &CHART, 0).unwrap();
        assert_eq!(refusal(&records, &others, NOW, 0), Some(TicketRefusal::Erased));
        let reason = Reason::NoConsent;
        let others = Others { answer: Decision::Deny(reason), ..others };
        assert_eq!(refusal(&records, &others, NOW, 0), Some(TicketRefusal::Denied(reason)));
        set_house(&mut records, HOUSE, OrganizationStatus::Suspended);
        assert_eq!(refusal(&records, &others, NOW, 0), Some(TicketRefusal::NotPractitioner));
        assert_eq!(refusal(&records, &others, later, 0), Some(TicketRefusal::TooOld));
        set_house(&mut records, HOUSE, OrganizationStatus::Active);
        registered(&mut records);
        assert_eq!(refusal(&records, &others, later, 1), Some(TicketRefusal::NotPermitted));
    });
}
