//! The word that the server stops, for everybody who has to finish something.

use tokio::sync::watch;

/// Hears that the server stops.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

/// Says that the server stops.
#[derive(Debug)]
pub(crate) struct Stopper(watch::Sender<bool>);

/// Both ends of the word.
pub(crate) fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// Waits for the word.
    pub(crate) async fn wait(&mut self) {
        // An error means that whoever could say it has gone, which says it too.
        let _ = self.0.wait_for(|stops| *stops).await;
    }
}

impl Stopper {
    /// Says it, to all who listen and to all who will.
    pub(crate) fn stop(&self) {
        self.0.send_replace(true);
    }
}
