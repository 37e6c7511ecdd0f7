//! What is printed once everything runs.

use crate::{
    credentials::Credentials, directory::Place, exchange::Exchange, live::Live, samples::samples, start_page,
};

/// Where everything is, how to make a first call, and three requests to paste.
pub(crate) async fn banner(exchange: &Exchange, has_softphone: bool) -> String {
    let address = exchange.address();
    let mut lines = vec![format!("Switchboard runs on {address} (Ctrl-C ends it)")];
    lines.extend(places(exchange, has_softphone).map(|(name, place)| format!("  {name:<14}{place}")));
    if has_softphone && exchange.is_simulated {
        lines.extend(first_call(&address));
    }
    lines.extend(exchange.live.iter().flat_map(connection));
    lines.extend([String::new(), "Paste these into another terminal:".to_owned()]);
    for sample in samples(exchange).await {
        lines.extend([
            String::new(),
            format!("  # {}", sample.title),
            format!("  {}", sample.command),
            format!("  # answers {}", sample.answer),
        ]);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn places(exchange: &Exchange, has_softphone: bool) -> impl Iterator<Item = (&'static str, String)> {
    let address = exchange.address();
    let directory = match &exchange.place {
        Place::File(path, _) => format!("{} (edit it while this runs)", path.display()),
        Place::Table(table) => format!("the DynamoDB table {table}"),
    };
    let credentials = match exchange.credentials {
        Credentials::Real => "from the environment",
        Credentials::MadeUp => "made up: set TWILIO_ACCOUNT_SID and the others to use your own",
    };
    let softphone = if has_softphone { address.clone() } else { "not built".to_owned() };
    let twilio = match &exchange.live {
        _ if exchange.is_simulated => "played on this machine; no call leaves it".to_owned(),
        Some(live) => format!("the real one, which calls {}", live.public_url.as_str()),
        None => "the real one, which reaches nothing here without --live".to_owned(),
    };
    let tunnel = exchange.live.iter().map(|live| {
        let port = live.port;
        ("tunnel", format!("lead it to http://localhost:{port}, where only Twilio's webhooks are answered"))
    });
    let simulated =
        [("outside phone", format!("{address}/outside")), ("inspector", format!("{address}/simulator"))];
    [("softphone", softphone)]
        .into_iter()
        .chain(simulated.into_iter().filter(|_| exchange.is_simulated))
        .chain([("start page", format!("{address}/start")), ("Twilio", twilio)])
        .chain(tunnel)
        .chain([("credentials", credentials.to_owned()), ("directory", directory)])
}

/// How Twilio learns of the tunnel.
fn connection(live: &Live) -> [String; 3] {
    let (base, page) = (live.base_url(), live.public_url.as_str());
    [
        String::new(),
        "Point Twilio at it, in another terminal:".to_owned(),
        format!("  cargo switchboard twilio connect --number +81… --base-url {base} --page {page}"),
    ]
}

/// The two addresses to open, each of them ready for a call.
fn first_call(address: &str) -> [String; 5] {
    [
        String::new(),
        "Your first call, in two tabs of a browser:".to_owned(),
        format!("  1. the softphone      {address}{}", start_page::softphone()),
        format!("  2. the outside phone  {address}{}", start_page::outside_phone()),
        "  Press Call in the second and Answer in the first; or dial any number in the first.".to_owned(),
    ]
}
