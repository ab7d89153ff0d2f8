//! Openings: the entries of a chart's log, sixteen to an item.

use anyhow::Result;
use chartkey_commands::Command;
use chartkey_e2e_tests::{Actor, Suite};
use chartkey_interfaces::{directory::Role, log::Log as _};
use chartkey_vocabulary::{Categories, Purpose, Selection};

use crate::{settled, LABORATORY};

/// Each reader pays for the bytes of the own entry, and the first and every sixteenth for an item.
/// Whoever completes a part of the log's tree gets the bytes of what it joins, whoever paid for
/// those: a few hashes. Nobody is ever paid for an item.
#[test]
fn whoever_opens_pays_for_the_entry_and_nobody_for_another_over_the_borders_of_pages() -> Result<()>
{
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let colleague = Actor::named("colleague");
    suite.enrol(&mercy, &colleague, &[Role::Clinician])?;
    let record = suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let session = Selection::Categories(Categories::of(&[LABORATORY]));
    let (clinician, patient, admin) = (&mercy.clinician, &ana.actor, &mercy.admin);
    let one = Selection::record(record);
    // Permitted, refused, by the patient, a session: in turn, by three accounts.
    let openings = [
        (clinician, one.clone(), Purpose::Treatment, [&colleague, patient, admin]),
        (&colleague, one.clone(), Purpose::Research, [clinician, patient, admin]),
        (patient, one, Purpose::PatientRequest, [clinician, &colleague, admin]),
        (&colleague, session, Purpose::Treatment, [clinician, patient, admin]),
    ];
    let mut bytes = 0;
    for (index, (reader, selection, purpose, others)) in (0..50).zip(openings.iter().cycle()) {
        let house = (*purpose != Purpose::PatientRequest).then_some(mercy.id);
        let open = suite.registry().open(ana.id.into(), selection.clone(), *purpose, house);
        let cost = settled(&mut suite, reader, others, open)?;
        let items = i64::from(index == 0 || index % 16 == 15);
        assert_eq!(cost.items, items, "entry {index}");
        // The longest of these entries behind its length, the length of a page that gets longer, and
        // one hash more; for the first also the tree's size and what counts hashes and entries.
        let most = 61 + 2 + 1 + 32 + if index == 0 { 8 + 1 } else { 0 };
        assert!(cost.bytes <= most, "entry {index}: {cost:?}");
        // At most the hashes of the parts that are joined, 32 entries and fewer.
        assert!(cost.bytes >= -4 * 32, "entry {index}: {cost:?}");
        bytes += cost.bytes;
    }
    // Nothing was freed that was not an inner hash: all entries are there.
    let head = suite.read(suite.log().head(ana.id.into()))?;
    assert_eq!(head.size, 50);
    assert!(bytes > 50 * 45, "{bytes}");
    Ok(())
}

/// The patient has no tokens: her relayer pays, for the page that she fills as well.
#[test]
fn a_relayer_pays_for_the_page_that_a_patient_fills() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (desk, mercy) = (Actor::named("desk"), suite.hospital("mercy")?);
    let maria = suite.patient_without_tokens(&desk, "maria", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.command(&desk, &maria, Command::Grant(terms.into()))?.value()?;
    let record = suite.register(&mercy.clinician, &maria, LABORATORY)?;
    for index in 0..15 {
        let entry = suite.open(&mercy.clinician, &maria, record, Purpose::Treatment)?.entry;
        assert_eq!(entry, index);
    }
    let whole_chart = Selection::Categories(Categories::ALL);
    let open = Command::Open(whole_chart);
    let signed = suite.signed(&maria.actor, maria.id, open)?;
    let submit = suite.accounts().submit(signed.into());
    let cost = settled(&mut suite, &desk, &[&mercy.clinician], submit)?;
    assert_eq!(cost.items, 1);
    assert_eq!(suite.chain().balance(maria.actor.account())?, 0);
    Ok(())
}
