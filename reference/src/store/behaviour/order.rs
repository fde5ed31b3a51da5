//! Lists and revisions: in order.

use std::sync::Arc;

use super::fixture::{draft, key};
use crate::store::{Page, Span, Store};

pub(super) async fn lists_are_ordered_and_come_in_pages(store: &Arc<dyn Store>) {
    let names = [
        // Of these namespaces one is the beginning of the next, and `-` and `.` come before the letters.
        ("b", "2"),
        ("b", "1"),
        ("a", "1"),
        ("b", "3"),
        ("b-c", "1"),
        ("b.c", "1"),
        ("c", "1"),
    ];
    for (namespace, name) in names {
        let source = format!("{namespace}{name}");
        store.create(draft(namespace, name, &source)).await.unwrap();
    }
    let all = store.list(Span::default()).await.unwrap();
    let expected = ["a/1", "b/1", "b/2", "b/3", "b-c/1", "b.c/1", "c/1"];
    assert_eq!(shown(&all), expected);
    assert!(!all.more);
    let mut span = Span {
        namespace: Some("b"),
        after: None,
        limit: Some(2),
    };
    let page = store.list(span).await.unwrap();
    assert_eq!(
        (shown(&page), page.more),
        (vec!["b/1".into(), "b/2".into()], true)
    );
    let last = key("b", "2");
    span.after = Some(&last);
    let page = store.list(span).await.unwrap();
    assert_eq!((shown(&page), page.more), (vec!["b/3".into()], false));
    span.limit = Some(1);
    let page = store.list(span).await.unwrap();
    assert_eq!((shown(&page), page.more), (vec!["b/3".into()], false));
    let everywhere = Span {
        after: Some(&last),
        limit: Some(3),
        ..Span::default()
    };
    let page = store.list(everywhere).await.unwrap();
    assert_eq!(shown(&page), ["b/3", "b-c/1", "b.c/1"]);
    assert!(page.more);
    let nothing = Span {
        namespace: Some("nothing"),
        ..Span::default()
    };
    let page = store.list(nothing).await.unwrap();
    assert_eq!((page.records.len(), page.more), (0, false));
}

pub(super) async fn revisions_grow_with_every_change(store: &Arc<dyn Store>) {
    let mut before = store.list(Span::default()).await.unwrap().revision;
    for round in 0..5 {
        let name = round.to_string();
        let created = store.create(draft("p", &name, &name)).await.unwrap();
        assert!(created.revision > before, "{created:?} after {before}");
        let refused = store.create(draft("p", &name, "another")).await;
        assert!(refused.is_err());
        let page = store.list(Span::default()).await.unwrap();
        assert_eq!(page.revision, created.revision, "a refusal is no change");
        let key = key("p", &name);
        assert_eq!(store.read(&key).await.unwrap().revision, created.revision);
        let deleted = store.delete(&key, None).await.unwrap();
        assert!(deleted.revision > created.revision, "{deleted:?}");
        before = store.list(Span::default()).await.unwrap().revision;
        assert_eq!(before, deleted.revision);
    }
}

fn shown(page: &Page) -> Vec<String> {
    page.records
        .iter()
        .map(|record| format!("{}/{}", record.key.namespace, record.key.name))
        .collect()
}
