//! As many records as one opening may name, each on another ground.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{new_record, Suite};
use chartkey_interfaces::{
    log::{Access, Log as _, Outcome, Subject, MAX_ACCESS_BYTES},
    registry::RegistryError,
};
use chartkey_policy::{Basis, Grantee, Ground, Scope, Terms, MAX_PROVISIONS};
use chartkey_vocabulary::{Category, Purpose, Selection, MAX_OPENED, MAX_PAGE};

use crate::fits;

/// Under a full list of provisions, half of which permit one record each: 32 grounds, the longest
/// entry that an opening makes. A page of them is answered at once.
#[test]
fn thirty_two_records_on_thirty_two_grounds_are_opened_and_a_page_of_such_entries_is_read(
) -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let count = u32::try_from(MAX_OPENED)?;
    let appending = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    assert_eq!(suite.grant(&ana, appending)?, 0);
    let documents = vec![new_record(Category::Imaging); MAX_OPENED + 1];
    let register = suite.registry().register_many(ana.id.into(), mercy.id, documents);
    suite.submit(&mercy.clinician, register)?.value()?;
    suite.revoke(&ana, 0)?;
    // Those that permit nothing here come first, so that each decision goes through them.
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let filler = Terms { keys: Some([7; 32]), ..suite.terms(clinician, &[Category::Genetics])? };
    for _ in MAX_OPENED..MAX_PROVISIONS {
        suite.grant(&ana, filler)?;
    }
    let terms = suite.terms(clinician, &[])?;
    let mut grounds = Vec::new();
    for document in 0..count {
        let actions = chartkey_vocabulary::Action::Read.into();
        let terms = Terms { scope: Scope::Document(document), actions, ..terms };
        let basis = Basis::Provision(suite.grant(&ana, terms)?);
        grounds.push(Ground { count: 1, basis });
    }
    let records: Vec<u32> = (0..count).collect();
    let mut open = |records: &[u32]| {
        let selection = Selection::Records(records.to_vec());
        let house = Some(mercy.id);
        let open = suite.registry().open(ana.id.into(), selection, Purpose::Treatment, house);
        suite.submit(&mercy.clinician, open)
    };
    for _ in 0..MAX_PAGE {
        let opened = open(&records)?;
        fits(&opened.cost);
        opened.value()?;
    }
    let one_more: Vec<u32> = (0..=count).collect();
    assert_eq!(open(&one_more)?.refusal()?, RegistryError::List);

    let entries = suite.read(suite.log().entries(ana.id.into(), 0, MAX_PAGE))?;
    let entries = entries.ok().context("no page")?;
    assert_eq!(entries.len(), usize::try_from(MAX_PAGE)?);
    for entry in entries {
        let access = entry.value()?.access;
        let length = scale::Encode::encoded_size(&access);
        assert!((300..MAX_ACCESS_BYTES).contains(&length), "{length}");
        let Access { subject, outcome, .. } = access;
        assert_eq!(subject, Subject::Records(records.clone()));
        assert_eq!(outcome, Outcome::Permit(grounds.clone()));
    }
    Ok(())
}
