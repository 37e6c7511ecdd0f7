//! What is in the bucket that the page is served from, and putting a file there.

use std::{collections::HashMap, error::Error};

use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    primitives::ByteStream,
};

use super::built::PageFile;
use crate::aws::reason;

/// The bucket of a stack.
pub(super) struct Bucket {
    name: String,
    client: Client,
}

impl Bucket {
    /// Returns the bucket of that name, with the credentials and in the region that found its stack.
    pub(super) fn at(sdk_config: &SdkConfig, name: String) -> Self {
        Self { name, client: Client::new(sdk_config) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What is in it: the content of each object, as S3 names it, by its key.
    pub(super) async fn entity_tags(&self) -> Result<HashMap<String, String>, BucketError> {
        let mut pages = self.client.list_objects_v2().bucket(&self.name).into_paginator().send();
        let mut entity_tags = HashMap::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| match error.code() {
                Some("NoSuchBucket") => BucketError::Gone(self.name.clone()),
                _ => BucketError::NotRead { bucket: self.name.clone(), reason: refusal(&error) },
            })?;
            let objects = page.contents.unwrap_or_default().into_iter();
            entity_tags.extend(objects.filter_map(|object| Some((object.key?, object.e_tag?))));
        }
        Ok(entity_tags)
    }

    /// Whether the object with the file's key is served as the file is to be. The listing does not say.
    pub(super) async fn serves_alike(&self, file: &PageFile) -> Result<bool, BucketError> {
        let asked = self.client.head_object().bucket(&self.name).key(&file.key).send().await;
        let object = asked.map_err(|error| BucketError::NotRead {
            bucket: format!("{}/{}", self.name, file.key),
            reason: refusal(&error),
        })?;
        Ok(object.content_type() == Some(file.content_type)
            && object.cache_control() == Some(file.cache_control))
    }

    /// Puts the file in the place of the object with its key.
    pub(super) async fn put(&self, file: &PageFile) -> Result<(), BucketError> {
        let put = self.client.put_object().bucket(&self.name).key(&file.key);
        let put = put.content_type(file.content_type).cache_control(file.cache_control);
        let done = put.body(ByteStream::from(file.content.clone())).send().await;
        done.map(|_| ()).map_err(|error| BucketError::NotPut {
            key: file.key.clone(),
            bucket: self.name.clone(),
            reason: refusal(&error),
        })
    }
}

/// What S3 said, or its status where it said nothing: an answer to HEAD has no body.
fn refusal<E: ProvideErrorMetadata + Error + 'static>(error: &SdkError<E>) -> String {
    match (error.code(), error.raw_response()) {
        (None, Some(response)) => format!("HTTP status {}", response.status().as_u16()),
        _ => reason(error),
    }
}

/// Why the page is not in the bucket.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BucketError {
    #[error("the stack's bucket {0} is gone; delete the stack and deploy it again, which makes a new one")]
    Gone(String),
    #[error("{bucket} cannot be read ({reason}); it takes the permissions s3:ListBucket and s3:GetObject")]
    NotRead { bucket: String, reason: String },
    #[error(
        "{key} was not uploaded to {bucket} ({reason}); it takes the permission s3:PutObject; once that is mended, run this \
         again, which uploads what is left"
    )]
    NotPut { key: String, bucket: String, reason: String },
}
