//! What every store promises, tried on each of them.

#[cfg(feature = "etcd")]
#[path = "../../../tests/replicas/cluster.rs"]
#[expect(
    dead_code,
    reason = "the replicas' test kills members; this one does not"
)]
pub(super) mod cluster;
mod fixture;
mod order;
mod sequences;
mod taken;
mod watching;

use fixture::Fixture;

/// One test of each promise for one kind of store.
macro_rules! promises {
    ($kind:ident: $($area:ident :: $promise:ident),+ $(,)?) => {
        mod $kind {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let Some(fixture) = super::Fixture::$kind().await else { return };
                    super::$area::$promise(&fixture.store).await;
                }
            )+
        }
    };
}

/// The same promises for every kind of store.
macro_rules! every_store {
    ($($kind:ident $(if $feature:literal)?),+ => $promises:tt) => {
        $( $(#[cfg(feature = $feature)])? every_store!(@one $kind $promises); )+
    };
    (@one $kind:ident { $($promises:tt)+ }) => { promises!($kind: $($promises)+); };
}

every_store! {
    memory, durable, etcd if "etcd" => {
        taken::a_name_and_a_source_are_taken_once,
        taken::deletion_frees_both,
        taken::a_check_stores_nothing,
        taken::of_many_equal_creates_one_succeeds,
        taken::of_many_names_for_one_source_one_succeeds,
        taken::of_many_deletions_one_succeeds,
        taken::a_deletion_of_one_revision_spares_the_next,
        taken::of_many_deletions_of_one_revision_none_meets_the_next,
        order::lists_are_ordered_and_come_in_pages,
        order::revisions_grow_with_every_change,
        watching::every_change_is_seen_once_in_order,
        watching::a_watch_that_begins_now_misses_nothing,
        watching::deletions_tell_what_was_deleted,
        sequences::random_operations_do_what_a_plain_model_does,
    }
}
