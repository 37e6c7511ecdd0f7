//! The files of a built page, in the order in which they are uploaded.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use md5::{Digest, Md5};

use super::headers;

/// A file of the page, as it is to be served.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageFile {
    /// Its name in the bucket, with `/` between the parts.
    pub(super) key: String,
    pub(super) content: Vec<u8>,
    pub(super) content_type: &'static str,
    pub(super) cache_control: &'static str,
}

impl PageFile {
    /// What S3 calls this content. An object that was put in one piece, and is encrypted with S3's own keys as the template has
    /// it, has its MD5 for an `ETag`: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>. In a bucket with a key
    /// of KMS it has not, and every file is uploaded each time.
    pub(super) fn entity_tag(&self) -> String {
        format!("\"{}\"", hex::encode(Md5::digest(&self.content)))
    }
}

/// What a page cannot be without.
const NEEDED: [&str; 2] = ["index.html", CONFIG];

/// The page's settings, which differ from stack to stack.
pub(super) const CONFIG: &str = "config.json";

/// Reads every file in `folder`. Whoever uploads them in this order never serves a page whose files are missing: first what is
/// new under a name of its own, then what the page asks for, then the page, and last the service worker, which fetches all of
/// them anew as soon as it has changed.
pub(super) fn read(folder: &Path) -> Result<Vec<PageFile>, NotAPage> {
    if !folder.is_dir() {
        return Err(NotAPage::NoFolder(folder.to_owned()));
    }
    if let Some(missing) = NEEDED.into_iter().find(|name| !folder.join(name).is_file()) {
        return Err(NotAPage::Incomplete { folder: folder.to_owned(), missing });
    }
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort_by(|a, b| (turn(&a.key), &a.key).cmp(&(turn(&b.key), &b.key)));
    Ok(files)
}

fn turn(key: &str) -> u8 {
    match key {
        "service-worker.js" => 3,
        "index.html" => 2,
        _ if key.starts_with("assets/") => 0,
        _ => 1,
    }
}

/// Adds the files in `folder`, whose keys begin with `prefix`.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<PageFile>) -> Result<(), NotAPage> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| NotAPage::Unreadable { path, source }
    };
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let key = format!("{prefix}{}", name.ok_or_else(|| NotAPage::UnknownType(path.clone()))?);
        if path.is_dir() {
            collect(&path, &format!("{key}/"), files)?;
            continue;
        }
        let content_type = headers::content_type(&key).ok_or_else(|| NotAPage::UnknownType(path.clone()))?;
        let content = fs::read(&path).map_err(unreadable(&path))?;
        files.push(PageFile { content_type, cache_control: headers::cache_control(&key), key, content });
    }
    Ok(())
}

/// Why a folder is no page that can be published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAPage {
    #[error("there is no folder {}; build the page with `npm ci` and `npm run build` in web", .0.display())]
    NoFolder(PathBuf),
    #[error(
        "{} has no {missing}, so it is not a built page; name the folder that `npm run build` made, web/dist",
        .folder.display()
    )]
    Incomplete { folder: PathBuf, missing: &'static str },
    #[error(
        "{} has an ending of which no content type is known; delete the file, or add the ending to crates/cli/src/page/headers.rs",
        .0.display()
    )]
    UnknownType(PathBuf),
    #[error("{} cannot be read ({source}); mend that and run this again", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_comes_after_all_that_it_asks_for() {
        let mut keys =
            ["index.html", "service-worker.js", "config.json", "sounds/ring.wav", "assets/index-01234567.js"];
        keys.sort_by_key(|key| (turn(key), *key));
        assert_eq!(
            keys,
            ["assets/index-01234567.js", "config.json", "sounds/ring.wav", "index.html", "service-worker.js"]
        );
    }

    /// The sum is coreutils' `md5sum`.
    #[test]
    fn a_file_is_known_by_its_md5() {
        let file = PageFile {
            key: "a.txt".to_owned(),
            content: b"phone".to_vec(),
            content_type: "text/plain",
            cache_control: "no-cache",
        };
        assert_eq!(file.entity_tag(), "\"f7a42fe7211f98ac7a60a285ac3a9e87\"");
    }
}
