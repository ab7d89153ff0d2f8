//! The largest inputs, values, events and answers that the bounds allow fit into the 16 KiB
//! that a contract has for each.

use anyhow::Result;
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_e2e_tests::{
    costs::Block, document, order, x25519_key, x_wing_key, Actor, CallError, Cost, Event, Guardian,
    Hospital, Patient, Suite, DAY, HOUR,
};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::{CategoryKey, Keys as _},
    directory::{
        DirectoryError, KeyLoss, OrganizationStatus, PractitionerChange, Profile, Role,
        MAX_CONFIRMED,
    },
    log::Log as _,
    registry::{NewRecord, StalePage, MAX_ERASED},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{
    Basis, Cause, Change, Decision, Effect, Grantee, Provision, Removed, Scope, Terms,
    MAX_PROVISIONS,
};
use chartkey_recovery::{Guardians, RecoveryError, MAX_GUARDIANS};
use chartkey_vocabulary::{
    Actions, Categories, Category, NewDocument, Purpose, Purposes, Retraction, Version,
    MAX_DOCUMENT_BYTES,
};

#[test]
fn clients_can_read_every_bound_and_every_bit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let limits = suite.read(suite.directory().limits())?;
    assert_eq!(
        (limits.provisions, limits.batch, limits.page, limits.text_bytes),
        (64, 64, 32, 128)
    );
    assert_eq!((limits.document_bytes, limits.access_bytes), (1 << 40, 256));
    assert_eq!(limits.permit_milliseconds, 3_653 * DAY);
    assert_eq!(limits.ticket_milliseconds, HOUR / 6);
    assert_eq!(limits.retention_milliseconds, 18_263 * DAY);
    assert_eq!((limits.emergency_holding_milliseconds, limits.emergency_milliseconds), (DAY, DAY));
    assert_eq!((limits.review_milliseconds, limits.waiting_cases), (3 * DAY, 8));
    let shut = [
        Category::Genetics,
        Category::MentalHealth,
        Category::SexualAndReproductiveHealth,
        Category::SubstanceUse,
        Category::Restricted,
    ];
    assert_eq!(limits.default_directive, Categories::ALL.difference(Categories::of(&shut)));
    assert_eq!(limits.suites, [(1, 32), (2, 1_216)]);
    let bits = |bits: Vec<u32>| assert!(bits.iter().zip(0..).all(|(bit, n)| *bit == 1 << n));
    assert_eq!(limits.categories.len(), 20);
    assert_eq!(
        limits.categories[5],
        (Category::Laboratory, Categories::of(&[Category::Laboratory]))
    );
    bits(limits.categories.iter().map(|(_, set)| set.bits()).collect());
    assert_eq!(limits.purposes.len(), 8);
    assert_eq!(limits.purposes[6].0, Purpose::PatientRequest);
    assert_eq!(limits.purposes[7].0, Purpose::FamilyRequest);
    bits(limits.purposes.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.actions.len(), 2);
    bits(limits.actions.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!(limits.roles.len(), 4);
    bits(limits.roles.iter().map(|(_, set)| set.bits().into()).collect());
    assert_eq!((limits.confirmed, limits.erased_versions), (64, 32));
    assert_eq!(limits.tree_growth, 1 << 32);
    assert_eq!(limits.addressee_purposes, Purposes::of(&[Purpose::Treatment]));
    Ok(())
}

/// A document with the longest locator and the largest size.
fn largest(category: Category) -> NewDocument {
    let version = Version {
        size: MAX_DOCUMENT_BYTES,
        locator: "l".repeat(128).as_str().into(),
        ..document(category).version
    };
    NewDocument { category, version }
}

/// Another version of such a document.
fn largest_amended(number: u8) -> Version {
    Version { digest: [number; 32], ..largest(Category::Imaging).version }
}

/// Checks that a call of this cost has room in a block of either chain.
fn fits(cost: &Cost) {
    for block in [Block::DEVELOPMENT_CHAIN, Block::PARACHAIN] {
        assert!(block.room(cost).0 >= 1, "{cost:?}");
    }
}

/// A full list of the longest permits: for one practitioner, with an envelope's digest.
fn scene() -> Result<(Suite, Hospital, Patient, Vec<Provision>)> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &Category::ALL)?;
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let terms = Terms {
        scope: Scope::Categories(Categories::ALL),
        purposes: Purposes::ALL
            .difference(Purposes::of(&[Purpose::PatientRequest, Purpose::FamilyRequest])),
        actions: Actions::ALL,
        keys: Some([0xee; 32]),
        ..suite.terms(clinician, &[])?
    };
    let mut provisions = Vec::new();
    for id in 0..MAX_PROVISIONS as u32 {
        assert_eq!(suite.grant(&ana, terms)?, id);
        provisions.push(Provision { id, effect: Effect::Permit, terms });
    }
    Ok((suite, mercy, ana, provisions))
}

#[test]
fn no_input_within_the_bounds_hits_the_16_kib_buffer() -> Result<()> {
    let (mut suite, mercy, ana, provisions) = scene()?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec());
    assert_eq!(policy, Some(provisions.clone()));

    // The largest batch, input, page of records and page of stale ones.
    let batch: Vec<_> =
        (0..64).map(|id| largest(Category::ALL[id % Category::ALL.len()])).collect();
    let records = batch.iter().cloned().map(NewRecord::from).collect();
    let many = suite.registry().register_many(ana.id.into(), mercy.id, records);
    let registered = suite.submit(&mercy.clinician, many)?;
    assert_eq!(
        registered.emitted(),
        [Event::Registered { patient: ana.id, first: 0, count: 64, issuer: Some(mercy.id) }]
    );
    fits(&registered.cost);
    assert_eq!(registered.value()?, 0);
    for id in 0..32 {
        let amend = suite.registry().amend(ana.id.into(), id, largest_amended(1).into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 64 + id);
        let retract = suite.registry().retract(ana.id.into(), id, Retraction::Other);
        suite.submit(&mercy.clinician, retract)?.value()?;
    }
    let page = suite.read(suite.registry().records(ana.id.into(), 0, 32))?;
    let page = page.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(page.len(), 32);
    for ((record, new), id) in page.iter().zip(&batch).zip(0..) {
        assert_eq!((record.document, record.version.as_ref()), (id, Some(&new.version)));
        assert_eq!(record.amended_by, Some(64 + id));
        assert_eq!(record.retracted, Some(Retraction::Other));
    }

    // The largest page of entries.
    for _ in 0..32 {
        let opening = suite.open(&mercy.clinician, &ana, 63, Purpose::Treatment)?;
        assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    }
    let entries = suite.read(suite.log().entries(ana.id.into(), 0, 32))?;
    assert_eq!(entries.map(|entries| entries.len()), Ok(32));

    // The largest change of a policy: one deny takes the place of all 64 permits.
    let deny = Terms {
        grantee: Grantee::Anyone,
        scope: Scope::Categories(Categories::EVERYTHING),
        purposes: Purposes::EVERYTHING,
        keys: None,
        until: None,
        ..provisions[0].terms
    };
    let denied = suite.submit(&ana.actor, suite.consent().deny(ana.id.into(), deny.into()))?;
    let removed = |id| Removed { id, cause: Cause::Displaced };
    let change = Change {
        added: Some(Provision { id: 64, effect: Effect::Deny, terms: deny }),
        removed: (0..64).map(removed).collect(),
        raised: Categories::ALL,
    };
    assert_eq!(denied.emitted(), [Event::PolicyChanged { patient: ana.id, change }]);
    fits(&denied.cost);
    assert_eq!(denied.value()?, 64);
    let stale = suite.read(suite.registry().stale(ana.id.into(), 64, 32))?;
    assert_eq!(stale, Ok(StalePage { records: (64..96).collect(), next: Some(96) }));
    Ok(())
}

#[test]
fn the_longest_keys_and_texts_fit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[])?;
    let longest = "k".repeat(128);
    for category in Category::ALL {
        let key = NewCategoryKey { category, epoch: 1, key: x_wing_key(1) };
        let publish = suite.consent().publish_key(ana.id.into(), key);
        assert_eq!(suite.submit(&ana.actor, publish)?.value()?, 1);
        let key = suite.read(suite.consent().category_key(ana.id.into(), category))?;
        assert_eq!(key, Some(Encoded::of(&CategoryKey { epoch: 1, key: x_wing_key(1) })));
    }
    let (keeper, key, document) = (longest.as_str().into(), x_wing_key(2), [5; 32]);
    let set = suite.directory().set_profile(mercy.id, keeper, key.clone(), document.into());
    suite.submit(&mercy.admin, set)?.value()?;
    let profile = Profile { keeper: longest.as_str().into(), key, document };
    assert_eq!(suite.read(suite.directory().profile(mercy.id))?, Some(profile));
    Ok(())
}

/// How many X-Wing keys of categories one call takes, directly or as a signed command: each is
/// 1,225 bytes of an input of 16,384. A fourteenth has to come in another call.
const MAX_X_WING_KEYS: usize = 13;

fn x_wing_keys(epoch: u32, categories: &[Category]) -> NewCategoryKeys {
    let key = |category: &Category| {
        let category = *category;
        NewCategoryKey { category, epoch, key: x_wing_key(3) }
    };
    NewCategoryKeys { keys: categories.iter().map(key).collect(), envelopes: Vec::new() }
}

/// X25519 keys of all categories.
fn x25519_keys(epoch: u32) -> Vec<NewCategoryKey> {
    let key = |category| NewCategoryKey { category, epoch, key: x25519_key(3) };
    Category::ALL.map(key).into()
}

#[test]
fn new_keys_of_all_categories_and_envelopes_of_all_provisions_fit_in_one_call() -> Result<()> {
    let (mut suite, _, ana, provisions) = scene()?;
    let new = NewCategoryKeys {
        keys: x25519_keys(2),
        envelopes: (0..64).map(|provision| NewEnvelope { provision, digest: [9; 32] }).collect(),
    };
    let rekeyed = suite.submit(&ana.actor, suite.consent().rekey(ana.id.into(), new.clone()))?;
    let published = Category::ALL.map(|category| (category, 2)).into();
    let event = Event::Rekeyed {
        patient: ana.id,
        published,
        envelopes: new.envelopes.clone(),
        change: Change::default(),
    };
    assert_eq!(rekeyed.emitted(), [event]);
    fits(&rekeyed.cost);
    assert_eq!(rekeyed.value()?, [2; 20]);
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec());
    let renewed = provisions.into_iter().map(|provision| Provision {
        terms: Terms { keys: Some([9; 32]), ..provision.terms },
        ..provision
    });
    assert_eq!(policy, Some(renewed.collect()));
    Ok(())
}

#[test]
fn the_same_fits_in_a_signed_command() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &Category::ALL)?;
    let mut envelopes = Vec::new();
    for provision in 0..MAX_PROVISIONS as u32 {
        let grantee = Grantee::Practitioner([7; 32]);
        let terms = Terms { keys: Some([8; 32]), ..suite.terms(grantee, &[Category::Imaging])? };
        let granted = suite.command(&relayer, &bea, Command::Grant(terms.into()))?.value()?;
        assert_eq!(granted, Answer::Provision(Encoded::of(&provision)));
        envelopes.push(NewEnvelope { provision, digest: [9; 32] });
    }
    let rekey = Command::Rekey(NewCategoryKeys { keys: x25519_keys(2), envelopes });
    let rekeyed = suite.command(&relayer, &bea, rekey)?;
    fits(&rekeyed.cost);
    assert_eq!(rekeyed.value()?, Answer::Epochs(Encoded::of(&vec![2; 20])));
    let policy = suite.read(suite.consent().policy(bea.id.into()))?;
    let policy = policy.map(|policy| policy.provisions().to_vec()).unwrap_or_default();
    assert_eq!(policy.len(), MAX_PROVISIONS);
    assert!(policy.iter().all(|provision| provision.terms.keys == Some([9; 32])));
    Ok(())
}

#[test]
fn x_wing_keys_of_all_categories_are_published_in_two_calls_and_not_in_one() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = suite.patient("ana", &[])?;
    let mut rekey = |epoch, categories: &[Category]| {
        let rekey = suite.consent().rekey(ana.id.into(), x_wing_keys(epoch, categories));
        let rekeyed = suite.submit(&ana.actor, rekey)?;
        let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
        anyhow::Ok((rekeyed, epochs))
    };
    let (first, others) = Category::ALL.split_at(MAX_X_WING_KEYS);
    let (fit, epochs) = rekey(1, first)?;
    fits(&fit.cost);
    assert_eq!(fit.value()?, [1; MAX_X_WING_KEYS]);
    let (more, unchanged) = rekey(2, &Category::ALL[..=MAX_X_WING_KEYS])?;
    assert_eq!(more.returned, Err(CallError::Failed("OutputBufferTooSmall".into())));
    assert_eq!((more.events.len(), more.cost.items, more.cost.bytes), (0, 0, 0));
    assert_eq!(unchanged, epochs);
    let (again, _) = rekey(2, first)?;
    assert_eq!(again.value()?, [2; MAX_X_WING_KEYS]);
    // The rest comes in a second call.
    let (rest, epochs) = rekey(1, others)?;
    assert_eq!(rest.value()?, vec![1; others.len()]);
    let due = epochs.map(|epochs| epochs.outdated().intersection(Categories::ALL));
    assert_eq!(due, Some(Categories::EMPTY));
    Ok(())
}

#[test]
fn as_many_x_wing_keys_as_fit_are_published_by_one_signed_command() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let mut rekey = |epoch, count| {
        let keys = x_wing_keys(epoch, &Category::ALL[..count]);
        let rekeyed = suite.command(&relayer, &bea, Command::Rekey(keys))?;
        let epochs = suite.read(suite.consent().epochs(bea.id.into()))?;
        anyhow::Ok((rekeyed, epochs, suite.account(bea.id)?))
    };
    let published = |epoch| Answer::Epochs(Encoded::of(&vec![epoch; MAX_X_WING_KEYS]));
    let (fit, epochs, account) = rekey(1, MAX_X_WING_KEYS)?;
    fits(&fit.cost);
    assert_eq!(fit.value()?, published(1));
    let (more, unchanged, uncounted) = rekey(2, MAX_X_WING_KEYS + 1)?;
    assert_eq!(more.returned, Err(CallError::Failed("OutputBufferTooSmall".into())));
    assert_eq!((more.events.len(), more.cost.items, more.cost.bytes), (0, 0, 0));
    assert_eq!((unchanged, uncounted), (epochs, account));
    let (again, ..) = rekey(2, MAX_X_WING_KEYS)?;
    assert_eq!(again.value()?, published(2));
    Ok(())
}

#[test]
fn sixty_four_members_are_confirmed_in_one_call_and_a_sixty_fifth_is_refused() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let mut members = vec![mercy.clinician.bytes()];
    for number in 0..MAX_CONFIRMED {
        let member = Actor::named(&format!("member {number}"));
        suite.enrol(&mercy, &member, &[Role::Clinician])?;
        members.push(member.bytes());
    }
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let mut directory = suite.directory();
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    suite.submit(&steward, replace)?.value()?;

    let confirm = directory.confirm(mercy.id, members.clone());
    assert_eq!(suite.submit(&heir, confirm)?.refusal()?, DirectoryError::Members);
    members.truncate(MAX_CONFIRMED);
    let confirmed = suite.submit(&heir, directory.confirm(mercy.id, members.clone()))?;
    fits(&confirmed.cost);
    let event = |member: &[u8; 32]| Event::PractitionerChanged {
        organization: mercy.id,
        practitioner: *member,
        change: PractitionerChange::Confirmed,
    };
    assert_eq!(confirmed.emitted(), members.iter().map(event).collect::<Vec<_>>());
    confirmed.value()
}

/// Each of the largest size and with the longest locator.
#[test]
fn thirty_two_versions_are_erased_in_one_call_and_the_rest_in_the_next() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    let mut registry = suite.registry();
    let record = largest(Category::Imaging).into();
    let register = registry.register(ana.id.into(), mercy.id, record);
    assert_eq!(suite.submit(&mercy.clinician, register)?.value()?, 0);
    let versions = u32::try_from(MAX_ERASED)?;
    for id in 0..versions {
        let amend =
            registry.amend(ana.id.into(), id, largest_amended(u8::try_from(id + 1)?).into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, id + 1);
    }
    let mut erase = |from, erased: Vec<u32>| {
        let erase = registry.erase_document(ana.id.into(), from);
        let outcome = suite.submit(&ana.actor, erase)?;
        fits(&outcome.cost);
        assert_eq!(outcome.emitted(), [Event::Erased { patient: ana.id, records: erased }]);
        outcome.value()
    };
    assert_eq!(erase(0, (0..versions).collect())?, Some(versions));
    assert_eq!(erase(versions, vec![versions])?, None);
    Ok(())
}

/// A chart with as many guardians as there may be, all of whom it takes.
fn guarded() -> Result<(Suite, Actor, Patient, Vec<Guardian>)> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let named = |number| Guardian::named(&format!("guardian {number}"));
    let guardians: Vec<_> = (0..MAX_GUARDIANS).map(named).collect();
    let change = Command::ChangeGuardians(Some(all(&bea, &guardians)));
    assert_eq!(suite.command(&relayer, &bea, change)?.value()?, Answer::Done);
    Ok((suite, relayer, bea, guardians))
}

fn all(patient: &Patient, guardians: &[Guardian]) -> Guardians {
    let threshold = guardians.len() as u8;
    Guardian::together(&patient.id, guardians, threshold, 24)
}

#[test]
fn seven_guardians_approve_together() -> Result<()> {
    let (mut suite, relayer, bea, guardians) = guarded()?;
    let phone = Actor::named("bea's new phone");
    suite.recover(&relayer, bea.id, &phone, &guardians)?.value()?;
    let proposal = suite.account(bea.id)?.custody.proposal().copied();
    assert_eq!(proposal.map(|it| (it.key, it.unanimous)), Some((phone.bytes(), true)));
    suite.advance(DAY)?;
    suite.submit(&relayer, suite.accounts().complete(bea.id.into()))?.value()?;
    assert_eq!(suite.account(bea.id)?.custody.key(), &phone.bytes());
    Ok(())
}

/// Before any of the signatures is verified: the eighth's is none.
#[test]
fn an_eighth_approval_is_refused() -> Result<()> {
    let (mut suite, relayer, bea, guardians) = guarded()?;
    let phone = Actor::named("bea's new phone");
    let (mut recovery, mut approvals) = suite.approved(bea.id, &phone, &guardians)?;
    recovery.approvals += 1;
    approvals.push(chartkey_commands::Approval { signature: [0; 64], ..approvals[0] });
    let before = suite.account(bea.id)?;
    let recover = suite.accounts().recover(recovery.into(), approvals.into());
    let refusal = suite.submit(&relayer, recover)?.refusal()?;
    assert_eq!(refusal, AccountError::Recovery(RecoveryError::NotGuardian));
    assert_eq!(suite.account(bea.id)?, before);
    Ok(())
}

#[test]
fn an_eighth_guardian_is_refused() -> Result<()> {
    let (mut suite, relayer, bea, mut guardians) = guarded()?;
    guardians.push(Guardian::named("guardian 7"));
    let change = Command::ChangeGuardians(Some(all(&bea, &guardians)));
    let refusal = suite.command(&relayer, &bea, change)?.refusal()?;
    assert_eq!(refusal, AccountError::Recovery(RecoveryError::Commitments));
    Ok(())
}

/// Guardians who wait beside guardians who are there: the most that an account holds.
#[test]
fn seven_guardians_take_the_place_of_seven() -> Result<()> {
    let (mut suite, relayer, bea, _) = guarded()?;
    let named = |number| Guardian::named(&format!("friend {number}"));
    let friends: Vec<_> = (0..MAX_GUARDIANS).map(named).collect();
    let friends = all(&bea, &friends);
    let change = Command::ChangeGuardians(Some(friends.clone()));
    let answer = suite.command(&relayer, &bea, change)?.value()?;
    assert!(matches!(answer, Answer::Waits(_)), "{answer:?}");
    suite.advance(DAY)?;
    suite.submit(&relayer, suite.accounts().complete(bea.id.into()))?.value()?;
    assert_eq!(suite.account(bea.id)?.custody.guardians(), Some(&friends));
    Ok(())
}

#[test]
fn lane_7_is_the_last() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let domain = suite.domain()?;
    let category = Category::Imaging;
    let publish = NewCategoryKey { category, epoch: 1, key: x25519_key(1) };
    let publish = Command::PublishKey(publish);
    let last = suite.instruction(bea.id, 7, publish.clone())?;
    let published = suite.relay(&relayer, order(&bea.actor, &domain, last)?)?.value()?;
    assert_eq!(published, Answer::Epoch(Encoded::of(&1)));
    assert_eq!(suite.account(bea.id)?.lanes, [1, 0, 0, 0, 0, 0, 0, 1]);
    let beyond = suite.instruction(bea.id, 8, publish)?;
    let beyond = order(&bea.actor, &domain, beyond)?;
    assert_eq!(suite.relay(&relayer, beyond)?.refusal()?, AccountError::Lane);
    assert_eq!(suite.account(bea.id)?.lanes, [1, 0, 0, 0, 0, 0, 0, 1]);
    Ok(())
}
