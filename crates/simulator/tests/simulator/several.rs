//! More than one phone rings.

use serde_json::{Value, json};

use crate::{
    house::{NEVER_LOOKED_UP, NUMBER, TELEPHONE},
    inspector::calls,
    outside_phone::OutsidePhone,
    scene,
    softphone::Softphone,
};

const ANNA_AND_BERTA: &str = "<Dial><Client>anna</Client><Client>berta</Client></Dial>";

#[tokio::test]
async fn all_places_of_all_clients_ring_and_the_first_answer_wins() {
    let (house, mut caller) = scene::telephone("/voice", ANNA_AND_BERTA).await;
    let mut phones = Vec::new();
    for identity in ["anna", "anna", "berta"] {
        phones.push(Softphone::register(&house, identity).await);
    }
    caller.connects(NUMBER).await;
    let mut invitations = Vec::new();
    for (phone, identity) in phones.iter_mut().zip(["anna", "anna", "berta"]) {
        let invitation = phone.is_invited().await;
        assert_eq!(invitation.parameters["To"], format!("client:{identity}"));
        invitations.push(invitation);
    }
    phones[1].accept(&invitations[1]).await;
    for other in [0, 2] {
        let cancel = phones[other].expect("cancel").await;
        assert_eq!(cancel, json!({ "callsid": invitations[other].sid }));
    }
    phones[1].has_heard_nothing().await;
    caller.say_of("hangUp", "mine").await;
    assert_eq!(phones[1].is_hung_up(&invitations[1].sid).await, Value::Null);
    for (invitation, status) in invitations.iter().zip(["canceled", "completed", "canceled"]) {
        let call = house.inspector().over(|call| call["sid"] == invitation.sid.as_str()).await;
        assert_eq!(call["status"], status);
    }
}

#[tokio::test]
async fn a_client_that_declines_declines_everywhere_and_the_other_rings_on() {
    let (house, mut caller) = scene::telephone("/voice", ANNA_AND_BERTA).await;
    let mut desk = Softphone::register(&house, "anna").await;
    let mut door = Softphone::register(&house, "anna").await;
    let mut berta = Softphone::register(&house, "berta").await;
    caller.connects(NUMBER).await;
    let at_desk = desk.is_invited().await;
    let at_door = door.is_invited().await;
    let at_bertas = berta.is_invited().await;
    desk.say_of("reject", &at_desk.sid).await;
    assert_eq!(door.expect("cancel").await, json!({ "callsid": at_door.sid }));
    desk.has_heard_nothing().await;
    berta.has_heard_nothing().await;
    berta.accept(&at_bertas).await;
    berta.hang_up(&at_bertas.sid).await;
    caller.is_over("mine", "hungUp").await;
    for (sid, status) in [(at_desk.sid, "busy"), (at_door.sid, "busy"), (at_bertas.sid, "completed")] {
        let call = house.inspector().over(|call| call["sid"] == sid.as_str()).await;
        assert_eq!(call["status"], status);
    }
}

#[tokio::test]
async fn a_client_and_a_telephone_ring_together() {
    let (house, mut anna) = scene::anna(
        "/voice",
        "<Dial><Client>anna</Client><Number>+819000000001</Number><Number>+819000000002</Number></Dial>",
    )
    .await;
    let mut one = OutsidePhone::with_number(&house, "+819000000001").await;
    let mut any = OutsidePhone::connect(&house).await;
    any.be("+819000000003", true).await;
    any.expect("numbers").await;
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    let at_annas = anna.is_invited().await;
    let at_one = one.rings(TELEPHONE, "+819000000001").await;
    let at_any = any.rings(TELEPHONE, "+819000000002").await;
    one.say_of("busy", &at_one).await;
    any.answer(&at_any).await;
    assert_eq!(anna.expect("cancel").await, json!({ "callsid": at_annas.sid }));
    caller.say_of("hangUp", "mine").await;
    any.is_over(&at_any, "hungUp").await;
}

/// A look-up of the next number takes a while, and the caller does not.
#[tokio::test]
async fn whoever_rings_already_stops_when_the_caller_gives_up_while_more_are_rung() {
    let dial = format!("<Dial><Client>anna</Client><Number>{NEVER_LOOKED_UP}</Number></Dial>");
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", &dial).await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    caller.say_of("hangUp", "mine").await;
    assert_eq!(phone.expect("cancel").await, json!({ "callsid": invitation.sid }));
    let journal = house.inspector().journal().await;
    let status: Vec<_> = calls(&journal).iter().map(|call| &call["status"]).collect();
    assert_eq!(status, ["canceled", "completed"]);
}
