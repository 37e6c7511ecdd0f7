//! A page, an API and clocks that do not fit.

use super::scene::Scene;

const DEPLOY: &str =
    "deploy with the parameter AllowedOrigin as the page's origin, or empty for the stack's own page";
const HEADERS: &str =
    "deploy the template's PageHeaders, or set the headers of docs/softphone.md where you serve the page";
const UPLOAD: &str = "upload the page with `cargo xtask deploy`";

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_page_and_api_is_one_finding() {
    let scene = Scene::start().await;
    let origin = scene.origin.as_str();
    let faults = || scene.stage.faults();
    let finds = |name, sentence: &str| {
        scene.examine(&[]).assert_wrong(&[(name, sentence)]);
        scene.stage.mend();
    };

    faults().allowed_origin = Some("https://phone.example.com");
    finds("cors", &format!("the API allows https://phone.example.com, and the page is {origin}; {DEPLOY}"));
    faults().allowed_origin = Some("*");
    finds("cors", &format!("pages of any origin may ask, and AllowedOrigin does not say so; {DEPLOY}"));

    faults().missing_header = Some("strict-transport-security");
    finds("page", &format!("{origin} is served without Strict-Transport-Security; {HEADERS}"));
    faults().policy =
        Some("default-src 'self'; connect-src https://elsewhere.example; frame-ancestors 'none'");
    finds(
        "page",
        &format!("the page's Content-Security-Policy does not let it connect to the API; {HEADERS}"),
    );

    faults().api = Some("https://other.execute-api.ap-northeast-1.amazonaws.com/prod");
    finds(
        "config.json",
        &format!(
            "it names https://other.execute-api.ap-northeast-1.amazonaws.com/prod, and the API is {origin}/prod; {UPLOAD}"
        ),
    );
    faults().has_no_files = true;
    scene.examine(&[]).assert_wrong(&[
        ("config.json", &format!("the page's config.json is not there, or has no api; {UPLOAD}")),
        ("fallback.xml", &format!("the page's fallback.xml is not there, or no TwiML; {UPLOAD}")),
    ]);
    scene.stage.mend();

    scene.stage.restart(&[("ACCEPT_UNSIGNED_WEBHOOKS", "true")]);
    let url = scene.output("CallIncomingUrl");
    finds(
        "unsigned",
        &format!(
            "{url} answers a webhook without a signature, whoever sends it; remove ACCEPT_UNSIGNED_WEBHOOKS from the function's environment"
        ),
    );
    scene.stage.restart(&[("ALLOWED_ORIGIN", "https://phone.example.com")]);
    finds("token", &format!("the token function does not let {origin} read its answer; {DEPLOY}"));
    scene.stage.restart(&[("TWILIO_REGION", "au1")]);
    finds(
        "token",
        "the token of the number …67 is made with another TWILIO_REGION; wait a quarter of an hour after a change of the secret, and deploy again after one of TwilioRegion",
    );
    scene.stage.restart(&[]);

    // Both clocks stand, a minute apart.
    let (early, late) = ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:29:00 GMT");
    faults().date = Some(early);
    scene.twilio.known().date = Some(late);
    let found = scene.examine(&[]);
    assert_eq!(
        found.said("clock"),
        [
            "the API's clock and Twilio's are 60 s apart, so tokens end early or are refused; ask whoever runs what answers at the API's address; AWS's own clocks are right"
        ],
    );
    scene.twilio.known().date = Some(early);
    let found = scene.examine(&[]);
    assert!(found.with_status("warning").contains(&"clock"), "{:?}", found.said("clock"));
    assert!(found.said("clock")[0].starts_with("this machine's clock is "), "{:?}", found.said("clock"));
}
