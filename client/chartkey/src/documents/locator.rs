//! Locators: what a keeper is asked for.

use chartkey_vocabulary::{Digest, Text};
use cid::{multihash::Multihash, Cid, Version};

use super::DocumentError;

/// The multicodec of raw bytes (<https://github.com/multiformats/multicodec>).
const RAW: u64 = 0x55;
/// The multicodec of sha2-256.
const SHA2_256: u64 = 0x12;

/// The locator of the blob with this digest: a CIDv1 of raw bytes in base32, 59 characters.
///
/// # Errors
/// None for a digest of 32 bytes.
pub fn locator(digest: &Digest) -> Result<Text, DocumentError> {
    let multihash = Multihash::<64>::wrap(SHA2_256, digest).map_err(|_| DocumentError::Locator)?;
    Ok(Text::from(Cid::new_v1(RAW, multihash).to_string().as_str()))
}

/// The digest inside a locator.
///
/// # Errors
/// [`DocumentError::Locator`].
pub fn digest_in(locator: &Text) -> Result<Digest, DocumentError> {
    let text = std::str::from_utf8(locator.as_bytes()).map_err(|_| DocumentError::Locator)?;
    let cid = Cid::try_from(text).map_err(|_| DocumentError::Locator)?;
    if cid.version() != Version::V1 || cid.codec() != RAW || cid.hash().code() != SHA2_256 {
        return Err(DocumentError::Locator);
    }
    cid.hash().digest().try_into().map_err(|_| DocumentError::Locator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::digest_of;

    #[test]
    fn the_locator_of_hello_is_the_one_that_ipfs_gives() {
        // ipfs add --only-hash --cid-version 1 --raw-leaves, of "hello" without a line break.
        let expected = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
        let locator = locator(&digest_of(b"hello")).unwrap();
        assert_eq!(locator, Text::from(expected));
        assert_eq!(digest_in(&locator).unwrap(), digest_of(b"hello"));
    }

    #[test]
    fn other_text_is_no_locator() {
        digest_in(&Text::from("sha2-256")).unwrap_err();
        // A CIDv0.
        digest_in(&Text::from("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG")).unwrap_err();
    }
}
