//! Operations: what is sent, and how answers are read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use codegen_goldens::operations::operations::{
    GetToy, GetToyAnswer, PostPets, PostPetsAnswer, ReplaceAll, ReplaceAllAnswer,
};
use codegen_goldens::operations::types::{GetToyOrder, Toy};
use codegen_goldens::runtime::request::Unreadable;

#[test]
fn parameters_stand_where_the_document_puts_them() {
    let request = GetToy {
        pet_id: 7,
        toy: "red ball".to_owned(),
        verbose: Some(true),
        tags: Some(vec!["a".to_owned(), "b&c".to_owned()]),
        sizes: Some(vec![1, 2]),
        order: GetToyOrder::Up,
        x_trace: Some("t".to_owned()),
        session: Some("s".to_owned()),
    }
    .request();
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.target(),
        "/pets/7/toys/red%20ball?verbose=true&tags=a&tags=b%26c&sizes=1%2C2&order=up"
    );
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(headers, [("X-Trace", "t"), ("cookie", "session=s")]);
    assert!(request.body.is_empty());
}

#[test]
fn bodies_are_json_or_bytes() {
    let toy = Toy {
        name: "ball".to_owned(),
    };
    let request = PostPets { body: vec![toy] }.request().unwrap();
    assert_eq!(request.body, br#"[{"name":"ball"}]"#);
    assert_eq!(
        request.headers,
        [("content-type".to_owned(), "application/json".to_owned())]
    );
    let request = ReplaceAll {
        body: Some(vec![1, 2]),
    }
    .request()
    .unwrap();
    assert_eq!(request.body, [1, 2]);
    assert_eq!(ReplaceAll { body: None }.request().unwrap().headers, []);
}

#[test]
fn answers_are_read_by_status() {
    let toy = GetToyAnswer::read(200, br#"{"name": "ball"}"#).unwrap();
    assert_eq!(
        toy,
        GetToyAnswer::Status200(Toy {
            name: "ball".to_owned()
        })
    );
    assert_eq!(
        GetToyAnswer::read(404, b"gone").unwrap(),
        GetToyAnswer::Status404
    );
    let Ok(GetToyAnswer::Status5xx(503, failure)) =
        GetToyAnswer::read(503, br#"{"reason": "late"}"#)
    else {
        panic!("503 is one of 5XX");
    };
    assert_eq!(failure.reason, "late");
    assert_eq!(
        GetToyAnswer::read(302, b"x").unwrap(),
        GetToyAnswer::Other(302, b"x".to_vec())
    );
    assert!(
        matches!(PostPetsAnswer::read(201, br#"[{"id": 1}]"#), Ok(PostPetsAnswer::Status201(list)) if list[0].id == Some(1))
    );
    assert!(matches!(
        ReplaceAllAnswer::read(500, b""),
        Err(Unreadable::Status(500))
    ));
    assert!(matches!(
        GetToyAnswer::read(200, b"{}"),
        Err(Unreadable::Body(_))
    ));
}
