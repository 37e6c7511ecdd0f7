//! Who is there when a test begins, in a house whose server says `verbs` at `path`. Nobody has called yet.

use crate::{
    house::{House, TELEPHONE},
    outside_phone::OutsidePhone,
    softphone::Softphone,
};

/// Puts whoever asks through to the telephone outside.
pub(crate) const DIAL_TELEPHONE: &str = r#"<Dial callerId="+815031234567">+819059876543</Dial>"#;

pub(crate) async fn anna(path: &str, verbs: &str) -> (House, Softphone) {
    let house = House::open().await;
    house.twiml.says(path, verbs);
    let phone = Softphone::register(&house, "anna").await;
    (house, phone)
}

pub(crate) async fn telephone(path: &str, verbs: &str) -> (House, OutsidePhone) {
    let house = House::open().await;
    house.twiml.says(path, verbs);
    let telephone = OutsidePhone::with_number(&house, TELEPHONE).await;
    (house, telephone)
}

pub(crate) async fn anna_and_telephone(path: &str, verbs: &str) -> (House, Softphone, OutsidePhone) {
    let (house, phone) = anna(path, verbs).await;
    let telephone = OutsidePhone::with_number(&house, TELEPHONE).await;
    (house, phone, telephone)
}
