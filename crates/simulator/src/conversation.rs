//! A call that came in, carried through: TwiML is asked for, and each of its verbs carried out.

use std::{sync::Arc, time::Duration};

use crate::{
    exchange::Exchange,
    fault::{Code, Fault},
    journal::Status,
    leg::{Ending, Gone, Leg, Saying},
    media::{Clip, Source},
    parameters::{Pairs, Parameters, durations, owned, progress},
    settings::Webhooks,
    twiml::{Callback, Method, Verb},
    webhook::{self, Answer, Audio, Purpose},
};

/// How many documents one call may ask for. Twilio sets no bound; one that redirects to itself would go on for ever.
const MAX_DOCUMENTS: usize = 1_000;
/// What Twilio says to a caller whose call it has no TwiML for.
const APOLOGY: &str = "We're sorry. An application error has occurred. Goodbye.";
/// The language of a `<Say>` that names none.
const DEFAULT_LANGUAGE: &str = "en-US";

/// A call that came in.
pub(crate) struct Conversation {
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) leg: Leg,
    pub(crate) parameters: Parameters,
    webhooks: Webhooks,
    pub(crate) answered: bool,
    /// What became of a `<Dial>` that nobody answered, where the caller was not answered either.
    pub(crate) unanswered: Option<Ending>,
}

/// What the document says, and where it came from.
pub(crate) struct Page {
    content: Content,
    source: Callback,
}

enum Content {
    Verbs(Vec<Verb>),
    Audio(Audio),
}

/// What follows a verb that ends its document.
pub(crate) enum Next {
    Ask(Question),
    End(Ending),
}

/// What is asked, and whom.
pub(crate) struct Question {
    pub(crate) purpose: Purpose,
    pub(crate) callback: Callback,
    /// Parameters beyond those of every request.
    pub(crate) further: Pairs,
}

impl Conversation {
    /// Begins to carry a call through, in a task of its own.
    pub(crate) fn begin(exchange: &Arc<Exchange>, leg: Leg, parameters: Parameters, webhooks: Webhooks) {
        let exchange = exchange.clone();
        let conversation = Self { exchange, leg, parameters, webhooks, answered: false, unanswered: None };
        tokio::spawn(conversation.run());
    }

    async fn run(mut self) {
        let ending = self.follow().await.unwrap_or_else(|Gone(ending)| ending);
        self.leg.line.over(ending);
        let status = if self.answered { Status::Completed } else { unanswered_status(ending) };
        self.leg.log.status(status);
        if let Some(callback) = &self.webhooks.status {
            let further = [durations(self.leg.log.seconds()), progress(0)].concat();
            let parameters = self.parameters.with(status, further);
            let told = self.exchange.webhooks.notify(callback, &parameters).await;
            self.leg.log.told(told);
        }
    }

    async fn follow(&mut self) -> Result<Ending, Gone> {
        let callback = self.webhooks.voice.clone();
        let mut question = Question { purpose: Purpose::Voice, callback, further: Vec::new() };
        for _ in 0..MAX_DOCUMENTS {
            let Some(page) = self.ask(question).await? else {
                self.answer();
                self.say(APOLOGY, DEFAULT_LANGUAGE).await?;
                return Ok(Ending::HungUp);
            };
            question = match self.carry_out(&page).await? {
                Next::Ask(question) => question,
                Next::End(ending) => return Ok(ending),
            };
        }
        self.leg.log.note(format!("the call is ended after {MAX_DOCUMENTS} documents"));
        Ok(Ending::HungUp)
    }

    /// Asks for TwiML, and where there is none to be had, the fallback for it.
    async fn ask(&mut self, question: Question) -> Result<Option<Page>, Gone> {
        let fault = match self.ask_once(&question).await? {
            Ok(page) => return Ok(Some(page)),
            Err(fault) => fault,
        };
        let Some(fallback) = self.webhooks.fallback.clone() else { return Ok(None) };
        let Question { callback, mut further, .. } = question;
        further.extend(owned([
            ("ErrorCode", fault.code.number().to_string()),
            ("ErrorUrl", webhook::shown(&callback.url)),
        ]));
        let question = Question { purpose: Purpose::Fallback, callback: fallback, further };
        Ok(self.ask_once(&question).await?.ok())
    }

    async fn ask_once(&mut self, question: &Question) -> Result<Result<Page, Fault>, Gone> {
        let Question { purpose, callback, further } = question;
        let parameters = self.parameters.with(self.leg.log.now(), further.clone());
        let asking = self.exchange.webhooks.ask(*purpose, callback.method, &callback.url, &parameters);
        let asked = self.leg.while_here(asking).await.inspect_err(|_| {
            self.leg
                .log
                .note(format!("the caller was gone before {} answered", webhook::shown(&callback.url)));
        })?;
        self.leg.log.request(asked.request);
        let content = match asked.outcome {
            Ok(Answer::Twiml(document)) => {
                document.warnings.into_iter().for_each(|warning| self.leg.log.fault(warning));
                Content::Verbs(document.verbs)
            }
            Ok(Answer::Text(text)) => {
                let language = DEFAULT_LANGUAGE.to_owned();
                Content::Verbs(vec![Verb::Say { text, language, voice: None, times: 1 }])
            }
            Ok(Answer::Audio(audio)) => Content::Audio(audio),
            Err(fault) => {
                self.leg.log.fault(fault.clone());
                return Ok(Err(fault));
            }
        };
        // What is relative in it is relative to where it came from in the end.
        Ok(Ok(Page { content, source: Callback { url: asked.url, method: callback.method } }))
    }

    async fn carry_out(&mut self, page: &Page) -> Result<Next, Gone> {
        match &page.content {
            Content::Audio(audio) => {
                self.answer();
                self.play_clip(audio.clone(), 1).await?;
            }
            Content::Verbs(verbs) => {
                for verb in verbs {
                    if let Some(next) = self.verb(verb, page).await? {
                        return Ok(next);
                    }
                }
            }
        }
        Ok(Next::End(self.unanswered.filter(|_| !self.answered).unwrap_or(Ending::HungUp)))
    }

    /// Carries out a verb; returns what follows it, where that is not the next one.
    async fn verb(&mut self, verb: &Verb, page: &Page) -> Result<Option<Next>, Gone> {
        match verb {
            Verb::Say { text, language, times, .. } => {
                self.leg.log.verb("Say", format!("says in {language}: {text}"));
                self.answer();
                for _ in 0..*times {
                    self.say(text, language).await?;
                }
            }
            Verb::Play { url, times } => self.play(&page.source, url, *times).await?,
            Verb::PlayDigits(digits) => self.play_digits(digits).await?,
            Verb::Pause(length) => {
                // The first verb of a call, it only delays the answer.
                self.leg.log.verb("Pause", format!("waits {} s", length.as_secs()));
                self.leg.while_here(tokio::time::sleep(*length)).await?;
            }
            Verb::Dial(dial) => return self.dial(dial, &page.source).await,
            Verb::Redirect { url, method } => {
                let callback = page.source.follow(url.as_deref(), *method);
                self.leg.log.verb("Redirect", format!("goes on with {}", webhook::shown(&callback.url)));
                let question = Question { purpose: Purpose::Redirect, callback, further: Vec::new() };
                return Ok(Some(Next::Ask(question)));
            }
            Verb::Hangup => {
                // It does not keep Twilio from answering, and from charging; only <Reject> does.
                self.leg.log.verb("Hangup", "ends the call");
                self.answer();
                return Ok(Some(Next::End(Ending::HungUp)));
            }
            Verb::Reject { busy } => {
                let ending = if *busy { Ending::Busy } else { Ending::Rejected };
                self.leg.log.verb("Reject", "refuses the call without answering it");
                return Ok(Some(Next::End(if self.answered { Ending::HungUp } else { ending })));
            }
        }
        Ok(None)
    }

    /// Answers the caller's call, unless it is answered.
    pub(crate) fn answer(&mut self) {
        if !self.answered {
            self.answered = true;
            self.leg.line.answered();
            self.leg.log.status(Status::InProgress);
        }
    }

    async fn say(&mut self, text: &str, language: &str) -> Result<(), Gone> {
        let number = self.exchange.next_saying();
        let saying = Saying { number, text: text.to_owned(), language: language.to_owned() };
        self.leg.line.hear(Source::Silence);
        self.leg.line.say(&saying);
        if let Ok(spoken) = tokio::time::timeout(longest(text), self.leg.has_spoken(number)).await {
            return spoken;
        }
        self.leg.log.note("nobody said that the sentence was spoken");
        self.leg.line.hush();
        Ok(())
    }

    async fn play(&mut self, source: &Callback, url: &str, times: u32) -> Result<(), Gone> {
        let Callback { url, .. } = source.follow(Some(url), Method::Get);
        self.leg.log.verb("Play", format!("plays {}", webhook::shown(&url)));
        self.answer();
        let (request, fetched) = self.leg.while_here(self.exchange.webhooks.audio(&url)).await?;
        self.leg.log.request(request);
        match fetched {
            Ok(audio) => self.play_clip(audio, times).await,
            Err(fault) => {
                self.leg.log.fault(fault);
                Ok(())
            }
        }
    }

    async fn play_clip(&mut self, audio: Audio, times: u32) -> Result<(), Gone> {
        let decoding =
            tokio::task::spawn_blocking(move || Clip::decode(audio.bytes, Some(&audio.content_type)));
        let clip = match self.leg.while_here(decoding).await?.expect("decoding does not panic") {
            Ok(clip) => Arc::new(clip),
            Err(error) => {
                self.leg
                    .log
                    .fault(Fault::new(Code::PlayContentType, format!("the sound cannot be played: {error}")));
                return Ok(());
            }
        };
        for _ in 0..times {
            self.leg.line.hear(Source::Clip(clip.clone()));
            self.leg.while_here(tokio::time::sleep(clip.duration())).await?;
        }
        self.leg.line.hear(Source::Silence);
        Ok(())
    }

    async fn play_digits(&mut self, digits: &str) -> Result<(), Gone> {
        /// A tone, and the pause behind it.
        const A_DIGIT: Duration = Duration::from_millis(260);
        self.leg.log.verb("Play", format!("plays the digits {digits}"));
        self.answer();
        self.leg.line.press(digits);
        let count = u32::try_from(digits.chars().count()).unwrap_or(u32::MAX);
        self.leg.while_here(tokio::time::sleep(A_DIGIT.saturating_mul(count))).await
    }
}

/// The longest that speaking `text` may take before the call goes on without it.
fn longest(text: &str) -> Duration {
    const A_CHARACTER: Duration = Duration::from_millis(250);
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Duration::from_secs(5) + A_CHARACTER.saturating_mul(characters)
}

/// How Twilio counts a call that came in and was not answered.
fn unanswered_status(ending: Ending) -> Status {
    match ending {
        Ending::Busy => Status::Busy,
        Ending::Unreachable => Status::Failed,
        Ending::HungUp | Ending::Cancelled | Ending::TimeLimit => Status::Canceled,
        Ending::NoAnswer | Ending::Declined | Ending::Rejected => Status::NoAnswer,
    }
}

impl Callback {
    /// Where a document that came from here sends to: `url` may be relative, and is this one where there is none.
    pub(crate) fn follow(&self, url: Option<&str>, method: Method) -> Callback {
        let url = match url {
            // Where it means no URL, asking for it says so.
            Some(url) => webhook::resolve(&self.url, url).unwrap_or_else(|_| url.to_owned()),
            None => self.url.clone(),
        };
        Callback { url, method }
    }
}
