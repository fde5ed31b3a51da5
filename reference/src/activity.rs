//! What a connection is doing, and until when it may go on doing it.
//!
//! Whoever moves bytes or requests notes it here, which is cheap; one task per connection looks at the notes from time
//! to time ([`Activity::overdue`]). So no request sets or clears a timer.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::limits::Limits;
use crate::reading::Reading;

/// The bytes of incomplete heads on all connections.
pub(crate) type UnreadHeads = Arc<AtomicUsize>;

/// Heads of this size are let through whatever the others do, so that those with large ones shut nobody out.
const SMALL_HEAD: usize = 16 * 1024;

/// How long the next request is looked for before the thread sleeps.
///
/// A client takes about as long to send the next one. So does a thread to fall asleep and to be woken, in CPU time too,
/// while the request waits.
const LOOKOUT: Duration = Duration::from_micros(50);

/// The notes about one connection.
#[derive(Debug)]
pub(crate) struct Activity {
    limits: Arc<Limits>,
    notes: Mutex<Notes>,
    heads: UnreadHeads,
    /// HTTP/2 answers are watched one by one; a connection of HTTP/1 has one at a time.
    pub(crate) multiplexed: bool,
    /// Whether the peer may be sending a body that nobody reads.
    ignores_body: AtomicBool,
}

#[derive(Debug)]
struct Notes {
    /// Requests that are being answered.
    requests: usize,
    /// Those of them that are watches.
    watches: usize,
    /// Since when there has been no request.
    idle_since: Instant,
    /// Whether there was a request ever.
    used: bool,
    /// Since when a head has been arriving, and how much of it has.
    head: Option<(Instant, usize)>,
    /// What was sent and is not taken.
    unread: Option<Reading>,
    /// The answers that wait for their peer, each by its number.
    answers: Vec<(u64, Reading)>,
    next_answer: u64,
}

/// Why a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overdue {
    /// There was no request for a while.
    Idle,
    /// Nothing came at all.
    FirstByte,
    /// A head did not end.
    Head,
    /// An answer was not read.
    Answer,
}

impl Activity {
    pub(crate) fn new(limits: Arc<Limits>, heads: UnreadHeads, multiplexed: bool) -> Self {
        let notes = Notes {
            requests: 0,
            watches: 0,
            idle_since: Instant::now(),
            used: false,
            head: None,
            unread: None,
            answers: Vec::new(),
            next_answer: 0,
        };
        Self {
            limits,
            notes: Mutex::new(notes),
            heads,
            multiplexed,
            ignores_body: AtomicBool::new(false),
        }
    }

    /// The rest of a body will not be read, and the connection ends after the answer.
    pub(crate) fn ignore_body(&self) {
        self.ignores_body.store(true, Ordering::Relaxed);
    }

    /// Whether the peer may be sending what nobody reads.
    pub(crate) fn ignores_body(&self) -> bool {
        self.ignores_body.load(Ordering::Relaxed)
    }

    /// Bytes came. Without a request to belong to, they are a head; `false` when it is a large one and heads take up too
    /// much.
    pub(crate) fn received(&self, bytes: usize) -> bool {
        let mut notes = self.notes();
        if notes.requests > 0 || bytes == 0 {
            return true;
        }
        // No more of a head is kept than it may have. What else comes over HTTP/2, such as pings, is not kept at all.
        let most = usize::try_from(self.limits.max_header_bytes).unwrap_or(usize::MAX);
        let (_, length) = notes.head.get_or_insert_with(|| (Instant::now(), 0));
        let kept = bytes.min(most.saturating_sub(*length));
        *length += kept;
        let all = self.heads.fetch_add(kept, Ordering::Relaxed) + kept;
        all <= self.limits.max_unread_heads || *length <= SMALL_HEAD
    }

    /// A head is complete and its request is worked on.
    pub(crate) fn request_began(&self) {
        let mut notes = self.notes();
        self.forget_head(&mut notes);
        notes.requests += 1;
        notes.used = true;
    }

    /// A request's answer is done at that time, or will never be.
    pub(crate) fn request_ended(&self, watch: bool, now: Instant) {
        let mut notes = self.notes();
        notes.requests -= 1;
        notes.watches -= usize::from(watch);
        notes.idle_since = now;
    }

    /// Whether a request was answered just now, so that the next one may come at once.
    pub(crate) fn expects_another(&self) -> bool {
        let notes = self.notes();
        notes.used && notes.requests == 0 && notes.idle_since.elapsed() < LOOKOUT
    }

    /// The request is a watch, whose answer lasts.
    pub(crate) fn is_watch(&self) {
        self.notes().watches += 1;
    }

    /// Whether there are only watches, so that a peer which closes its side is gone.
    pub(crate) fn only_watches(&self) -> bool {
        let notes = self.notes();
        notes.watches > 0 && notes.watches == notes.requests
    }

    /// Bytes went out.
    pub(crate) fn sent(&self, bytes: usize) {
        if let Some(reading) = &mut self.notes().unread {
            reading.takes(bytes);
        }
    }

    /// Bytes cannot go out, because the peer does not read.
    pub(crate) fn blocked(&self) {
        self.notes()
            .unread
            .get_or_insert_with(|| Reading::begin(Duration::ZERO));
    }

    /// Everything has gone out.
    pub(crate) fn flushed(&self) {
        self.notes().unread = None;
    }

    /// An answer waits for its peer; returns its number. A watch `lasts`, and need not have anything to say.
    pub(crate) fn answer_waits(&self, lasts: Duration) -> u64 {
        let mut notes = self.notes();
        let number = notes.next_answer;
        notes.next_answer += 1;
        notes.answers.push((number, Reading::begin(lasts)));
        number
    }

    /// A piece of an answer was taken.
    pub(crate) fn answer_moves(&self, answer: u64, bytes: usize) {
        let mut notes = self.notes();
        let mut answers = notes.answers.iter_mut();
        if let Some((_, reading)) = answers.find(|(number, _)| *number == answer) {
            reading.takes(bytes);
        }
    }

    /// An answer waits no longer.
    pub(crate) fn answer_left(&self, answer: u64) {
        self.notes().answers.retain(|(number, _)| *number != answer);
    }

    /// Waits until the connection has no right to go on.
    pub(crate) async fn overdue(&self) -> Overdue {
        loop {
            let now = Instant::now();
            let wait = match self.next_end() {
                Some((end, why)) if end <= now => return why,
                Some((end, _)) => end - now,
                None => Duration::MAX,
            };
            // An earlier end may be noted meanwhile.
            tokio::time::sleep(wait.min(self.limits.shortest_time())).await;
        }
    }

    /// The first end that is in force.
    fn next_end(&self) -> Option<(Instant, Overdue)> {
        let notes = self.notes();
        let limits = &self.limits;
        let answers = notes.answers.iter().map(|(_, reading)| reading);
        let readings = notes.unread.iter().chain(answers);
        if let Some(end) = readings.map(|reading| reading.end(limits)).min() {
            return Some((end, Overdue::Answer));
        }
        if notes.requests > 0 {
            return None;
        }
        match notes.head {
            // What comes outside of requests over HTTP/2 may be pings, which make nobody less idle.
            Some((since, _)) if !self.multiplexed => {
                Some((since + limits.header_time, Overdue::Head))
            }
            _ if notes.used => Some((notes.idle_since + limits.idle_time, Overdue::Idle)),
            _ => Some((
                notes.idle_since + limits.first_byte_time,
                Overdue::FirstByte,
            )),
        }
    }

    fn forget_head(&self, notes: &mut Notes) {
        if let Some((_, length)) = notes.head.take() {
            self.heads.fetch_sub(length, Ordering::Relaxed);
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        // Nothing in here panics between two notes, so they are whole.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        let mut notes = self.notes();
        self.forget_head(&mut notes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(multiplexed: bool) -> Activity {
        let limits = Limits {
            max_unread_heads: 100_000,
            ..Limits::DEFAULT
        };
        Activity::new(Arc::new(limits), UnreadHeads::default(), multiplexed)
    }

    fn why(activity: &Activity) -> Option<Overdue> {
        activity.next_end().map(|(_, why)| why)
    }

    #[test]
    fn each_phase_has_its_end() {
        let activity = activity(false);
        assert_eq!(why(&activity), Some(Overdue::FirstByte));
        assert!(activity.received(10));
        assert_eq!(why(&activity), Some(Overdue::Head));
        activity.request_began();
        assert_eq!(why(&activity), None);
        activity.blocked();
        assert_eq!(why(&activity), Some(Overdue::Answer));
        activity.flushed();
        activity.request_ended(false, Instant::now());
        assert_eq!(why(&activity), Some(Overdue::Idle));
    }

    #[test]
    fn another_request_is_expected_for_a_moment_after_one() {
        let activity = activity(false);
        assert!(!activity.expects_another(), "before the first");
        activity.request_began();
        assert!(!activity.expects_another(), "while one is worked on");
        let before = Instant::now();
        std::thread::sleep(LOOKOUT);
        activity.request_ended(false, Instant::now() + Duration::from_secs(60));
        assert!(activity.expects_another());
        activity.request_began();
        activity.request_ended(false, before);
        assert!(!activity.expects_another(), "long after one");
    }

    #[test]
    fn pings_make_no_connection_less_idle() {
        let activity = activity(true);
        activity.request_began();
        activity.request_ended(false, Instant::now());
        activity.received(17);
        assert_eq!(why(&activity), Some(Overdue::Idle));
    }

    #[test]
    fn large_heads_are_counted_together_until_they_end() {
        let one = activity(false);
        let (limits, heads) = (Arc::clone(&one.limits), Arc::clone(&one.heads));
        let other = Activity::new(limits, heads, false);
        assert!(one.received(90_000));
        assert!(other.received(SMALL_HEAD), "small ones are let through");
        assert!(!other.received(1), "large ones are not");
        one.request_began();
        assert!(other.received(1), "now there is room");
        assert!(one.received(1_000_000), "bodies are no heads");
        drop(other);
        assert_eq!(one.heads.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_is_not_kept_is_not_counted() {
        let activity = activity(true);
        for _ in 0..100 {
            activity.received(1024 * 1024);
        }
        assert_eq!(activity.heads.load(Ordering::Relaxed), 1024 * 1024);
    }

    #[test]
    fn one_unread_answer_of_many_is_enough() {
        let activity = activity(true);
        activity.request_began();
        let first = activity.answer_waits(Duration::ZERO);
        activity.answer_waits(Duration::ZERO);
        activity.answer_left(first);
        assert_eq!(why(&activity), Some(Overdue::Answer));
    }
}
