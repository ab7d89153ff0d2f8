//! Locators: at whose keeper a blob lies, and what that keeper is asked for.

use chartkey_vocabulary::{Digest, Locator, OrgId, Text};
use cid::{multihash::Multihash, Cid, Version};

use super::DocumentError;

/// The multicodec of raw bytes (<https://github.com/multiformats/multicodec>).
const RAW: u64 = 0x55;
/// The multicodec of sha2-256.
const SHA2_256: u64 = 0x12;

/// The locator of the blob with this digest at this organization's keeper. Its CID is a CIDv1 of
/// raw bytes in base32, 59 characters.
///
/// # Errors
/// None for a digest of 32 bytes.
pub fn locator(organization: OrgId, digest: &Digest) -> Result<Text, DocumentError> {
    let multihash = Multihash::<64>::wrap(SHA2_256, digest).map_err(|_| DocumentError::Locator)?;
    let cid = Cid::new_v1(RAW, multihash).to_string();
    Ok(Locator { organization, cid: &cid }.text())
}

/// The organization and the digest in a locator: whose keeper to ask, and for what. Nothing else
/// is fetched.
///
/// # Errors
/// [`DocumentError::Locator`].
pub fn located(locator: &Text) -> Result<(OrgId, Digest), DocumentError> {
    let Locator { organization, cid } = Locator::read(locator).ok_or(DocumentError::Locator)?;
    let cid = Cid::try_from(cid).map_err(|_| DocumentError::Locator)?;
    if cid.version() != Version::V1 || cid.codec() != RAW || cid.hash().code() != SHA2_256 {
        return Err(DocumentError::Locator);
    }
    let digest = cid.hash().digest().try_into().map_err(|_| DocumentError::Locator)?;
    Ok((organization, digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::digest_of;

    #[test]
    fn the_locator_of_hello_is_the_one_that_ipfs_gives() {
        // ipfs add --only-hash --cid-version 1 --raw-leaves, of "hello" without a line break.
        let expected = "7/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
        let locator = locator(OrgId(7), &digest_of(b"hello")).unwrap();
        assert_eq!(locator, Text::from(expected));
        assert_eq!(located(&locator).unwrap(), (OrgId(7), digest_of(b"hello")));
    }

    #[test]
    fn other_text_is_no_locator() {
        located(&Text::from("7/sha2256")).unwrap_err();
        // No organization.
        let cid = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
        located(&Text::from(cid)).unwrap_err();
        // A CIDv0.
        located(&Text::from("7/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG")).unwrap_err();
    }
}
