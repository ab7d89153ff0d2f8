//! What a flipper and a token cost on the same chain.

use anyhow::Result;
use ink::{codegen::ContractCallBuilder, env::call::FromAccountId};
use peer_flipper::{PeerFlipper, PeerFlipperRef};
use peer_token::{PeerToken, PeerTokenRef};

use super::meter::Meter;
use crate::{constructor_input, Actor, Bundle};

type Flipper = <PeerFlipper as ContractCallBuilder>::Type;
type Token = <PeerToken as ContractCallBuilder>::Type;

/// The peers with their bundles.
pub(super) const PEERS: [(&str, Bundle); 2] =
    [("flipper", Bundle::PeerFlipper), ("token", Bundle::PeerToken)];

/// Measures every message.
pub(super) fn measure(meter: &mut Meter) -> Result<()> {
    let owner = meter.suite.owner();
    let [flipper, token] = [
        (PEERS[0], constructor_input(PeerFlipperRef::new(false))),
        (PEERS[1], constructor_input(PeerTokenRef::new(1_000_000))),
    ]
    .map(|((name, bundle), input)| {
        let deployed =
            meter.suite.chain().instantiate(&owner, bundle.wasm()?, input, Vec::new())?;
        meter.know(deployed.account, name);
        anyhow::Ok(deployed.account)
    });

    let mut flipper = Flipper::from_account_id(flipper?);
    meter.usual(&owner, flipper.flip(), "")?;
    meter.usual(&owner, flipper.get(), "")?;

    let mut token = Token::from_account_id(token?);
    let to = Actor::named("holder").account();
    let case = "the sender keeps some, the recipient had none";
    let transfer = token.transfer(to, 10, Vec::new());
    meter.variant(&owner, transfer, "new recipient", case)?;
    let case = "the sender keeps some, the recipient had some";
    meter.usual(&owner, token.transfer(to, 10, Vec::new()), case)?;
    meter.usual(&owner, token.mint(10), "for the caller, who has some")?;
    Ok(())
}
