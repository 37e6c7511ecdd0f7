//! The operator's tool finds a deployed stack by its name.

use switchboard_tests::{
    cli::Switchboard,
    moto::{Moto, REGION},
};

const PAGE: &str = "https://d111111abcdef8.cloudfront.net";

fn tool(moto: &Moto) -> Switchboard {
    Switchboard::with(&["--stack", "switchboard"]).in_environment(moto.environment())
}

#[tokio::test]
async fn a_number_is_registered_in_the_stacks_table_and_paired_with_the_stacks_page() {
    let moto = Moto::start();
    moto.create_switchboard("switchboard", &[("PageUrl", PAGE)]).await;
    let added = tool(&moto).json(&["add", "+81-50-3123-4567", "DeviceId_0001"]);
    let link = added["link"].as_str().unwrap();
    assert!(link.starts_with(&format!("{PAGE}/#number=%2B815031234567&key=")), "{link}");
    let listed = tool(&moto).json(&["list"]);
    assert_eq!(listed["numbers"][0]["client_name"], "DeviceId_0001");
}

#[tokio::test]
async fn a_stack_that_is_not_there_or_too_old_is_named() {
    let moto = Moto::start();
    assert_eq!(
        tool(&moto).refusal(&["list"]),
        format!(
            "there is no stack switchboard in {REGION}; deploy it with `cargo xtask deploy`, or name another with --stack and --region"
        ),
    );
    moto.create_switchboard("switchboard", &[]).await;
    assert_eq!(
        tool(&moto).refusal(&["list"]),
        "the stack switchboard has no output PageUrl; deploy this version of the template",
    );
}
