//! `switchboard page publish` puts the built page into the stack's bucket as it is to be served, and nothing twice.

use std::{collections::BTreeMap, fs, path::Path, process::Output};

use aws_sdk_s3::Client;
use serde_json::{Value, json};
use switchboard_tests::{
    cli::Switchboard,
    moto::{Moto, REGION},
    tools,
};
use tempfile::TempDir;

const PAGE: &str = "https://d111111abcdef8.cloudfront.net";

const API: &str = "https://a1b2c3d4e5.execute-api.ap-northeast-1.amazonaws.com/prod";

/// A deployed stack, of which the tests see the bucket.
struct Stack<'a> {
    name: &'a str,
    moto: &'a Moto,
    s3: Client,
    bucket: String,
}

/// An object as a browser gets it.
#[derive(Debug, PartialEq, Eq)]
struct Served {
    content: Vec<u8>,
    content_type: String,
    cache_control: String,
}

/// One account, and a stack of its own for each part.
#[tokio::test]
async fn a_page_is_published() {
    let moto = Moto::start();
    every_file_of_the_page_is_served_as_what_it_is_and_kept_as_long_as_it_may_be(&moto).await;
    config_json_names_the_stacks_api_and_keeps_the_rest(&moto).await;
    only_what_differs_is_uploaded_and_the_page_after_what_it_asks_for(&moto).await;
    a_file_that_somebody_uploaded_with_other_headers_is_uploaded_again(&moto).await;
    a_dry_run_says_what_would_be_uploaded_and_uploads_nothing(&moto).await;
    what_is_no_page_is_refused_before_anything_is_uploaded(&moto).await;
    a_file_that_cannot_be_uploaded_is_named(&moto).await;
    a_stack_or_a_bucket_that_is_not_there_is_named(&moto).await;
}

async fn every_file_of_the_page_is_served_as_what_it_is_and_kept_as_long_as_it_may_be(moto: &Moto) {
    let stack = Stack::create(moto, "files").await;
    let dist = tools::repository().join("web/dist");
    stack.publish(&dist);
    let served = stack.objects().await;
    let built = files(&dist);
    assert_eq!(served.keys().collect::<Vec<_>>(), built.keys().collect::<Vec<_>>());
    for (key, object) in &served {
        let content_type = match key.rsplit_once('.').unwrap().1 {
            "css" => "text/css; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "png" => "image/png",
            "svg" => "image/svg+xml",
            "wav" => "audio/wav",
            "webmanifest" => "application/manifest+json",
            "xml" => "application/xml",
            ending => panic!("the page has a new kind of file, {ending}: say here what it is served as"),
        };
        assert_eq!(object.content_type, content_type, "{key}");
        let is_hashed = key.starts_with("assets/");
        let cache_control = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!(object.cache_control, cache_control, "{key}");
        if key != "config.json" {
            assert!(object.content == built[key], "{key}");
        }
    }
}

async fn config_json_names_the_stacks_api_and_keeps_the_rest(moto: &Moto) {
    let stack = Stack::create(moto, "config").await;
    let page = page(&[("config.json", r#"{"languages": ["ja"], "edges": {"": ["tokyo"]}, "api": "/prod"}"#)]);
    stack.publish(page.path());
    let config: Value = serde_json::from_slice(&stack.objects().await["config.json"].content).unwrap();
    assert_eq!(config, json!({ "api": API, "edges": { "": ["tokyo"] }, "languages": ["ja"] }));
}

async fn only_what_differs_is_uploaded_and_the_page_after_what_it_asks_for(moto: &Moto) {
    let stack = Stack::create(moto, "twice").await;
    let page = page(&[("assets/index-01234567.js", "1"), ("service-worker.js", "1")]);
    let all = ["assets/index-01234567.js", "config.json", "index.html", "service-worker.js"];
    let done = stack.publish(page.path());
    let expected = |uploaded: &[&str], unchanged: usize| {
        json!({
            "stack": "twice",
            "bucket": stack.bucket,
            "page": PAGE,
            "uploaded": uploaded,
            "unchanged": unchanged,
            "dry_run": false,
        })
    };
    assert_eq!(done, expected(&all, 0));
    assert_eq!(stack.publish(page.path()), expected(&[], 4));
    let again = stack.run(&[page.path().to_str().unwrap()]);
    assert_eq!(
        String::from_utf8(again.stdout).unwrap(),
        format!(
            "nothing to upload: all 4 files are in {} as they should be\nThe phone is at {PAGE}\n",
            stack.bucket
        ),
    );
    assert_eq!(String::from_utf8(again.stderr).unwrap(), "");
    // The next build: the hashed file has another name, and the page asks for it.
    fs::remove_file(page.path().join("assets/index-01234567.js")).unwrap();
    fs::write(page.path().join("assets/index-89abcdef.js"), "2").unwrap();
    fs::write(page.path().join("index.html"), "2").unwrap();
    let done = stack.publish(page.path());
    assert_eq!(done, expected(&["assets/index-89abcdef.js", "index.html"], 2));
    // A page of the build before is still open somewhere.
    assert_eq!(stack.objects().await["assets/index-01234567.js"].content, b"1");
}

async fn a_file_that_somebody_uploaded_with_other_headers_is_uploaded_again(moto: &Moto) {
    let stack = Stack::create(moto, "headers").await;
    let page = page(&[]);
    stack.publish(page.path());
    let html = fs::read(page.path().join("index.html")).unwrap();
    let put = stack.s3.put_object().bucket(&stack.bucket).key("index.html").body(html.into());
    put.content_type("text/html; charset=utf-8").cache_control("max-age=86400").send().await.unwrap();
    assert_eq!(stack.publish(page.path())["uploaded"], json!(["index.html"]));
    assert_eq!(stack.objects().await["index.html"].cache_control, "no-cache");
}

async fn a_dry_run_says_what_would_be_uploaded_and_uploads_nothing(moto: &Moto) {
    let stack = Stack::create(moto, "dry-run").await;
    let page = page(&[]);
    let output = stack.run(&[page.path().to_str().unwrap(), "--dry-run"]);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "  config.json would be uploaded\n  index.html would be uploaded\n"
    );
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        format!(
            "2 files would be uploaded to {}, where 0 are already\nThe phone is at {PAGE}\n",
            stack.bucket
        ),
    );
    assert!(stack.objects().await.is_empty());
}

async fn what_is_no_page_is_refused_before_anything_is_uploaded(moto: &Moto) {
    let stack = Stack::create(moto, "no-page").await;
    let missing = Path::new("web/no-such-folder");
    assert_eq!(
        stack.refusal(missing),
        "there is no folder web/no-such-folder; build the page with `npm ci` and `npm run build` in web",
    );
    let unknown = page(&[("assets/notes.docx", "")]);
    let file = unknown.path().join("assets/notes.docx");
    assert_eq!(
        stack.refusal(unknown.path()),
        format!(
            "{} has an ending of which no content type is known; delete the file, or add the ending to \
             crates/cli/src/page/headers.rs",
            file.display()
        ),
    );
    for name in ["index.html", "config.json"] {
        let incomplete = page(&[]);
        fs::remove_file(incomplete.path().join(name)).unwrap();
        assert_eq!(
            stack.refusal(incomplete.path()),
            format!(
                "{} has no {name}, so it is not a built page; name the folder that `npm run build` made, web/dist",
                incomplete.path().display()
            ),
        );
    }
    assert!(stack.objects().await.is_empty());
}

async fn a_file_that_cannot_be_uploaded_is_named(moto: &Moto) {
    let stack = Stack::create(moto, "refused").await;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": format!("arn:aws:s3:::{}/index.html", stack.bucket),
        }],
    });
    stack.s3.put_bucket_policy().bucket(&stack.bucket).policy(policy.to_string()).send().await.unwrap();
    let page = page(&[]);
    let output = stack.run(&[page.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "  config.json ({} bytes, application/json)
  index.html (15 bytes, text/html; charset=utf-8)
switchboard: index.html was not uploaded to {} (HTTP status 403); it takes the permission s3:PutObject; once that is \
             mended, run this again, which uploads what is left
",
            stack.objects().await["config.json"].content.len(),
            stack.bucket
        ),
    );
    stack.s3.delete_bucket_policy().bucket(&stack.bucket).send().await.unwrap();
    assert_eq!(stack.publish(page.path())["uploaded"], json!(["index.html"]));
}

async fn a_stack_or_a_bucket_that_is_not_there_is_named(moto: &Moto) {
    let stack = Stack::create(moto, "gone").await;
    let page = page(&[]);
    stack.s3.delete_bucket().bucket(&stack.bucket).send().await.unwrap();
    assert_eq!(
        stack.refusal(page.path()),
        format!(
            "the stack's bucket {} is gone; delete the stack and deploy it again, which makes a new one",
            stack.bucket
        ),
    );
    let other = Stack { name: "other", ..stack };
    assert_eq!(
        other.refusal(page.path()),
        format!(
            "there is no stack other in {REGION}; deploy it with `cargo xtask deploy`, or name another with \
             --stack and --region"
        ),
    );
}

impl<'a> Stack<'a> {
    async fn create(moto: &'a Moto, name: &'a str) -> Self {
        let token = format!("{API}/twilio/retrieve_capability_token");
        moto.create_switchboard(name, &[("PageUrl", PAGE), ("CapabilityTokenUrl", &token)]).await;
        let s3 = Client::new(&moto.sdk_config());
        let buckets = s3.list_buckets().send().await.unwrap().buckets.unwrap();
        let mut names = buckets.into_iter().filter_map(|bucket| bucket.name);
        let bucket = names.find(|bucket| bucket.starts_with(&format!("{name}-"))).unwrap();
        Self { name, moto, s3, bucket }
    }

    /// `switchboard page publish …` for this stack.
    fn run(&self, arguments: &[&str]) -> Output {
        let tool = Switchboard::default().in_environment(self.moto.environment());
        let mut command = tool.command(&["page", "publish", "--stack", self.name]);
        command.args(arguments).output().unwrap()
    }

    /// What is done, as scripts are told.
    fn publish(&self, folder: &Path) -> Value {
        let output = self.run(&[folder.to_str().unwrap(), "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The one sentence with which it refuses.
    fn refusal(&self, folder: &Path) -> String {
        let output = self.run(&[folder.to_str().unwrap()]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let refusal = String::from_utf8(output.stderr).unwrap();
        refusal.strip_prefix("switchboard: ").unwrap().trim_end().to_owned()
    }

    async fn objects(&self) -> BTreeMap<String, Served> {
        let listed = self.s3.list_objects_v2().bucket(&self.bucket).send().await.unwrap();
        let mut objects = BTreeMap::new();
        for key in listed.contents.unwrap_or_default().into_iter().filter_map(|object| object.key) {
            let object = self.s3.get_object().bucket(&self.bucket).key(&key).send().await.unwrap();
            let served = Served {
                content_type: object.content_type.unwrap(),
                cache_control: object.cache_control.unwrap(),
                content: object.body.collect().await.unwrap().to_vec(),
            };
            objects.insert(key, served);
        }
        objects
    }
}

/// A page with these files besides what none can be without.
fn page(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("index.html", "<!doctype html>"), ("config.json", "{}")].iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Every file in `folder`, by its path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for path in fs::read_dir(inner).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let key = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(key, fs::read(path).unwrap());
            }
        }
    }
    found
}
