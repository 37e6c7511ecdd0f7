//! `switchboard page publish`.

use std::collections::HashMap;

use serde_json::json;

use super::{
    PageError,
    bucket::{Bucket, BucketError},
    built::{self, CONFIG, PageFile},
    config,
    options::Publish,
};
use crate::{
    report::Report,
    stack::{Output, Stack},
};

/// Uploads what differs from the page in the stack's bucket, and says each file before it is uploaded.
///
/// Nothing is deleted. A page that is open in a browser asks for the hashed files of its own build long after the next was
/// published, and what it leaves there is half a megabyte a build.
pub(super) async fn publish(options: &Publish) -> Result<Report, PageError> {
    let mut files = built::read(&options.folder)?;
    let stack = Stack::open(&options.stack).await?;
    for file in files.iter_mut().filter(|file| file.key == CONFIG) {
        file.content = config::for_api(&file.content, stack.output(Output::CapabilityTokenUrl)?)?;
    }
    let page = stack.output(Output::PageUrl)?;
    let bucket = Bucket::at(stack.sdk_config(), stack.output(Output::PageBucketName)?.to_owned());
    let there = bucket.entity_tags().await?;
    let mut uploaded = Vec::new();
    for file in &files {
        if is_there(file, &there, &bucket).await? {
            continue;
        }
        if options.dry_run {
            eprintln!("  {} would be uploaded", file.key);
        } else {
            eprintln!("  {} ({} bytes, {})", file.key, file.content.len(), file.content_type);
            bucket.put(file).await?;
        }
        uploaded.push(file.key.as_str());
    }
    let unchanged = files.len() - uploaded.len();
    let text = text(uploaded.len(), unchanged, &bucket, page, options.dry_run);
    let done = json!({
        "stack": stack.name(),
        "bucket": bucket.name(),
        "page": page,
        "uploaded": uploaded,
        "unchanged": unchanged,
        "dry_run": options.dry_run,
    });
    Ok(Report::new(&done, text))
}

async fn is_there(
    file: &PageFile,
    there: &HashMap<String, String>,
    bucket: &Bucket,
) -> Result<bool, BucketError> {
    Ok(there.get(&file.key) == Some(&file.entity_tag()) && bucket.serves_alike(file).await?)
}

fn text(uploaded: usize, unchanged: usize, bucket: &Bucket, page: &str, dry_run: bool) -> String {
    let bucket = bucket.name();
    let done = match (uploaded, dry_run) {
        (0, _) => format!("nothing to upload: all {unchanged} files are in {bucket} as they should be"),
        (_, true) => format!("{uploaded} files would be uploaded to {bucket}, where {unchanged} are already"),
        (_, false) => format!("{uploaded} files were uploaded to {bucket}, where {unchanged} were already"),
    };
    format!("{done}\nThe phone is at {page}\n")
}
