//! A keeper's store: ciphertext under its digest, in a folder.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use chartkey_vocabulary::Digest;
use sha2::{Digest as _, Sha256};

use super::DocumentError;

/// The sha2-256 digest of these bytes.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// A folder with one file per blob, named by the sha2-256 digest of its bytes in hex.
#[derive(Clone, Debug)]
pub struct BlobStore {
    folder: PathBuf,
}

/// A blob that is not what its digest says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The digest that the blob should have.
    pub digest: Digest,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// Its bytes have another digest.
    Altered,
}

impl BlobStore {
    /// The store in this folder, which is made if it does not exist.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: &Path) -> Result<Self, DocumentError> {
        fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Where the blob with this digest is.
    #[must_use]
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(hex::encode(digest))
    }

    /// Stores a blob. Returns its digest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, blob: &[u8]) -> Result<Digest, DocumentError> {
        let digest = digest_of(blob);
        let path = self.path(&digest);
        fs::write(&path, blob).map_err(failed("write", &path))?;
        Ok(digest)
    }

    /// The blob with this digest, which is checked.
    ///
    /// # Errors
    /// When it is missing or altered.
    pub fn get(&self, digest: &Digest) -> Result<Vec<u8>, DocumentError> {
        let path = self.path(digest);
        let blob = fs::read(&path).map_err(failed("read", &path))?;
        if digest_of(&blob) == *digest {
            Ok(blob)
        } else {
            Err(DocumentError::AlteredBlob(*digest))
        }
    }

    /// Deletes a blob. Without its envelope a consent opens nothing any more.
    ///
    /// # Errors
    /// When it is not there.
    pub fn remove(&self, digest: &Digest) -> Result<(), DocumentError> {
        let path = self.path(digest);
        fs::remove_file(&path).map_err(failed("delete", &path))
    }

    /// Checks every one of these blobs, and names those that are missing or altered.
    ///
    /// # Errors
    /// When a blob is there and cannot be read.
    pub fn check(
        &self,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Result<Vec<Damage>, DocumentError> {
        let mut damaged = Vec::new();
        for digest in digests {
            let path = self.path(&digest);
            let fault = match fs::read(&path) {
                Ok(blob) if digest_of(&blob) == digest => continue,
                Ok(_) => Fault::Altered,
                Err(error) if error.kind() == ErrorKind::NotFound => Fault::Missing,
                Err(error) => return Err(failed("read", &path)(error)),
            };
            damaged.push(Damage { digest, fault });
        }
        Ok(damaged)
    }
}

/// What was tried on a file or folder, and failed.
fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DocumentError {
    let path = path.to_owned();
    move |source| DocumentError::Store { action, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> (tempfile::TempDir, BlobStore, Vec<Digest>) {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::open(&folder.path().join("blobs")).unwrap();
        let digests = (0..20_u8).map(|byte| store.put(&[byte; 300]).unwrap()).collect();
        (folder, store, digests)
    }

    #[test]
    fn a_blob_is_found_under_its_digest() {
        let (_folder, store, digests) = filled();
        assert_eq!(store.get(&digests[3]).unwrap(), [3; 300]);
        assert_eq!(store.check(digests).unwrap(), []);
    }

    #[test]
    fn a_flipped_bit_anywhere_is_named() {
        let (_folder, store, digests) = filled();
        let path = store.path(&digests[7]);
        for position in [0, 150, 299] {
            let mut blob = vec![7; 300];
            blob[position] ^= 0x10;
            fs::write(&path, &blob).unwrap();
            let expected = Damage { digest: digests[7], fault: Fault::Altered };
            assert_eq!(store.check(digests.clone()).unwrap(), [expected]);
            let refusal = store.get(&digests[7]).unwrap_err().to_string();
            assert!(refusal.contains(&hex::encode(digests[7])), "{refusal}");
        }
        fs::write(&path, [7; 300]).unwrap();
        assert_eq!(store.check(digests).unwrap(), []);
    }

    #[test]
    fn two_swapped_blobs_are_both_named() {
        let (_folder, store, digests) = filled();
        fs::write(store.path(&digests[1]), [2; 300]).unwrap();
        fs::write(store.path(&digests[2]), [1; 300]).unwrap();
        let named = store.check(digests.clone()).unwrap();
        assert_eq!(named.iter().map(|damage| damage.digest).collect::<Vec<_>>(), digests[1..3]);
    }

    #[test]
    fn a_deleted_blob_is_named_as_missing() {
        let (_folder, store, digests) = filled();
        store.remove(&digests[19]).unwrap();
        let expected = Damage { digest: digests[19], fault: Fault::Missing };
        assert_eq!(store.check(digests.clone()).unwrap(), [expected]);
        store.get(&digests[19]).unwrap_err();
    }
}
