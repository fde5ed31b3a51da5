//! How bodies are read, row by row as observed. Accepted rows are dry runs, so that one virtual cluster serves all.

use crate::client::{Fixture, IMPORT, Reply, source};

fn post(fixture: &Fixture, media_type: &str, query: &str, body: &[u8]) -> Reply {
    fixture.send(
        &fixture
            .call("POST", IMPORT)
            .query("dryRun=All")
            .query(query)
            .body(media_type, body),
    )
}

const YAML: &str =
    "sourceVirtualCluster:\n  name: vc-1\n  namespace: vc-pool\n  cluster: connected-cluster\n";

#[test]
fn json_bodies() {
    let fixture = Fixture::start();
    let good = source("vc-1");
    let with = |member: &str| good.replacen('{', &format!("{{{member},"), 1).into_bytes();
    let inside = |member: &str| {
        good.replace(r#""name""#, &format!("{member},\"name\""))
            .into_bytes()
    };
    let metadata = |members: &str| with(&format!(r#""metadata":{{{members}}}"#));
    let rows: Vec<(Vec<u8>, u16, &str)> = vec![
        (good.clone().into_bytes(), 201, ""),
        (format!(" \n{good}\n ").into_bytes(), 201, ""),
        (with(r#""kind":"","apiVersion":null"#), 201, ""),
        (with(r#""apiVersion":"management.loft.sh/""#), 201, ""),
        (
            with(r#""metadata":null,"upgradeToPro":null,"skipHelmDeploy":false"#),
            201,
            "",
        ),
        (inside(r#""owner":null"#), 201, ""),
        (inside(r#""owner":{}"#), 201, ""),
        (
            metadata(r#""creationTimestamp":null,"finalizers":null,"labels":{"a":null}"#),
            201,
            "",
        ),
        (metadata(r#""generation":9223372036854775807"#), 201, ""),
        (metadata(r#""name":"\ud800 \u0000 \ud83d\ude00""#), 201, ""),
        (
            [
                br#"{"metadata":{"name":"#.as_slice(),
                b"\"\xff\xfe\"},",
                &good.as_bytes()[1..],
            ]
            .concat(),
            201,
            "",
        ),
        (b"".to_vec(), 400, "unexpected end of JSON input (<empty>)"),
        (b"  ".to_vec(), 400, "unexpected end of JSON input"),
        (b"null".to_vec(), 422, "sourceVirtualCluster"),
        (b"{}".to_vec(), 422, "sourceVirtualCluster"),
        (b"[]".to_vec(), 400, "cannot unmarshal array"),
        (b"5".to_vec(), 400, "cannot unmarshal number"),
        (b"\"x\"".to_vec(), 400, "cannot unmarshal string"),
        (
            good.as_bytes()[..20].to_vec(),
            400,
            "unexpected end of JSON input",
        ),
        (
            format!("{good}x").into_bytes(),
            400,
            "invalid character 'x' after top-level value",
        ),
        (
            format!("{good}{good}").into_bytes(),
            400,
            "invalid character '{' after top-level value",
        ),
        (
            b"// c\n{}".to_vec(),
            400,
            "invalid character '/' looking for beginning of value",
        ),
        (
            b"{'a':1}".to_vec(),
            400,
            "looking for beginning of object key string",
        ),
        (
            b"{\"a\":1,}".to_vec(),
            400,
            "looking for beginning of object key string",
        ),
        (b"{\"a\":01}".to_vec(), 400, "after object key:value pair"),
        (b"{\"a\":\"\x01\"}".to_vec(), 400, "in string literal"),
        (
            b"\xef\xbb\xbf{}".to_vec(),
            400,
            "looking for beginning of value",
        ),
        (
            b"kind: Foo\n".to_vec(),
            400,
            "invalid character 'k' looking for beginning of value (6b696e64",
        ),
        (
            with(r#""kind":"Foo""#),
            400,
            "no kind \\\"Foo\\\" is registered",
        ),
        (
            with(r#""kind":"projectimportvirtualcluster""#),
            400,
            "no kind",
        ),
        (
            with(r#""kind":5"#),
            400,
            "cannot unmarshal number into Go struct field .kind",
        ),
        (with(r#""apiVersion":"v1""#), 400, "no kind"),
        (
            with(r#""apiVersion":"management.loft.sh/v2""#),
            400,
            "no kind",
        ),
        (
            with(r#""apiVersion":"a/b/c""#),
            400,
            "unexpected GroupVersion string: a/b/c",
        ),
        (
            inside(r#""importName":5"#),
            400,
            "json: cannot unmarshal number into Go struct field ProjectImportVirtualClusterSource.sourceVirtualCluster.importName of type string",
        ),
        (with(r#""upgradeToPro":"true""#), 400, "of type bool"),
        (with(r#""metadata":[]"#), 400, "cannot unmarshal array"),
        (
            metadata(r#""labels":{"a":1}"#),
            400,
            "ObjectMeta.metadata.labels of type string",
        ),
        (metadata(r#""generation":1.0"#), 400, "number 1.0"),
        (
            metadata(r#""generation":9223372036854775808"#),
            400,
            "of type int64",
        ),
        (
            metadata(r#""generation":"1""#),
            400,
            "cannot unmarshal string",
        ),
        (metadata(r#""creationTimestamp":"""#), 400, "parsing time"),
        (
            metadata(r#""deletionTimestamp":"garbage""#),
            400,
            "parsing time",
        ),
        (
            metadata(r#""managedFields":"x""#),
            400,
            "cannot unmarshal string",
        ),
        (metadata(r#""managedFields":[{"fieldsV1":"x"}]"#), 201, ""),
    ];
    for (body, code, text) in rows {
        let reply = post(&fixture, "application/json", "", &body);
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(reply.code, code, "{shown}: {reply:?}");
        assert!(reply.body.contains(text), "{shown}: {reply:?}");
        assert!(reply.warnings().is_empty(), "{shown}: {reply:?}");
        let default = post(&fixture, "", "", &body);
        assert_eq!(default.code, code, "without a type: {shown}: {default:?}");
    }
}

#[test]
fn yaml_bodies() {
    let fixture = Fixture::start();
    let name = |value: &str| {
        YAML.replace("name: vc-1", &format!("name: {value}"))
            .into_bytes()
    };
    let plus = |line: &str| format!("{YAML}{line}\n").into_bytes();
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(YAML.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &('b'..='i')
            .map(|c| {
                let before = char::from_u32(c as u32 - 1).unwrap();
                format!("{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(","))
            })
            .collect::<String>();
    let rows: Vec<(Vec<u8>, u16, &str)> = vec![
        (YAML.into(), 201, ""),
        (source("vc-1").into(), 201, ""),
        ([b"\xef\xbb\xbf".as_slice(), YAML.as_bytes()].concat(), 201, ""),
        (utf16, 201, ""),
        (format!("{YAML}---\n]garbage: [").into(), 201, ""),
        (format!("{YAML}...\n]garbage").into(), 201, ""),
        (b"".to_vec(), 422, ""),
        (b"# nothing\n".to_vec(), 422, ""),
        (b"---\n".to_vec(), 422, ""),
        (format!("---\n---\n{YAML}").into(), 422, ""),
        (b"null".to_vec(), 422, ""),
        (b"- a\n".to_vec(), 400, "cannot unmarshal array"),
        (b"text".to_vec(), 400, "cannot unmarshal string"),
        (b"a:\n\t- b".to_vec(), 400, "yaml: line"),
        (b"a: [".to_vec(), 400, "yaml: line"),
        (b"a: \xff".to_vec(), 400, "invalid leading UTF-8 octet"),
        (plus("upgradeToPro: yes"), 201, "\"upgradeToPro\":true"),
        (plus("upgradeToPro: on"), 201, "\"upgradeToPro\":true"),
        (plus("upgradeToPro: y"), 201, "\"upgradeToPro\":true"),
        (plus("upgradeToPro: off"), 201, ""),
        (plus("upgradeToPro: \"yes\""), 400, "of type bool"),
        (name("no"), 400, "cannot unmarshal bool"),
        (name("5"), 400, "cannot unmarshal number"),
        (name("1e3"), 400, "cannot unmarshal number"),
        (name("0x1F"), 400, "cannot unmarshal number"),
        (name("!!str 5"), 404, "virtualclusters"),
        (name("2024-01-01"), 404, "virtualclusters"),
        (name("12:30"), 422, "sourceVirtualCluster.name"),
        (name("!!binary dmMtMQ=="), 201, "\"name\":\"vc-1\""),
        (name("!custom vc-1"), 201, ""),
        (name("&n vc-1\n  importName: *n"), 201, "\"importName\":\"vc-1\""),
        (plus("metadata: {labels: {on: \"1\", 5: five, 1.5: half}}"), 201, r#""labels":{"1.5":"half","5":"five","true":"1"}"#),
        (plus("metadata: {labels: {a: yes}}"), 400, "cannot unmarshal bool"),
        (plus("metadata: {generation: 0755}"), 201, "\"generation\":493"),
        (plus("metadata: {[a]: b}"), 400, "unsupported map key"),
        (plus("metadata: {finalizers: *nope}"), 400, "unknown anchor 'nope' referenced"),
        (plus("metadata: &s {labels: *s}"), 400, "anchor 's' value contains itself"),
        (plus("metadata: {generation: .inf}"), 400, "unsupported value"),
        (bomb.into(), 400, "document contains excessive aliasing"),
        (b"sourceVirtualCluster:\n  <<: {namespace: vc-pool, cluster: connected-cluster}\n  name: vc-1\n".to_vec(), 201, ""),
        (b"sourceVirtualCluster:\n  <<: [{name: vc-1}, {name: vc-1, namespace: vc-pool, cluster: connected-cluster}]\n".to_vec(),
         201, "\"name\":\"vc-1\""),
        (b"sourceVirtualCluster:\n  <<: 5\n".to_vec(), 400, "map merge requires map"),
    ];
    for (body, code, text) in rows {
        let reply = post(&fixture, "application/yaml", "", &body);
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(reply.code, code, "{shown}: {reply:?}");
        assert!(reply.body.contains(text), "{shown}: {reply:?}");
        assert!(reply.warnings().is_empty(), "{shown}: {reply:?}");
    }
}

#[test]
fn unknown_and_duplicate_fields() {
    let fixture = Fixture::start();
    let json = r#"{"zzz":1,"upgradeToPro":true,"upgradeToPro":false,
        "sourceVirtualCluster":{"name":"vc-1","NAME":"x","namespace":"vc-pool","cluster":"connected-cluster","extra":{"deep":1}},
        "metadata":{"clusterName":"c","ownerReferences":[{"uid":"a","bad":1}]}}"#;
    let yaml = "zzz: 1\nsourceVirtualCluster:\n  cluster: wrong\n  cluster: connected-cluster\n  name: vc-1\n  namespace: vc-pool\nmetadata: {clusterName: c}\n";
    let merged = "sourceVirtualCluster:\n  <<: {name: x, namespace: vc-pool}\n  cluster: connected-cluster\n  name: vc-1\n";
    for (media_type, body, sentences) in [
        (
            "application/json",
            json,
            vec![
                r#"unknown field "zzz""#,
                r#"duplicate field "upgradeToPro""#,
                r#"unknown field "sourceVirtualCluster.NAME""#,
                r#"unknown field "sourceVirtualCluster.extra""#,
                r#"unknown field "metadata.clusterName""#,
                r#"unknown field "metadata.ownerReferences[0].bad""#,
            ],
        ),
        (
            "application/yaml",
            yaml,
            vec![
                r#"line 4: key "cluster" already set in map"#,
                r#"unknown field "metadata.clusterName""#,
                r#"unknown field "zzz""#,
            ],
        ),
        (
            "application/yaml",
            merged,
            vec![r#"line 4: key "name" already set in map"#],
        ),
    ] {
        let headers: Vec<String> = sentences
            .iter()
            .map(|text| format!("299 - \"{}\"", text.replace('"', "\\\"")))
            .collect();
        for query in [
            "",
            "fieldValidation=",
            "fieldValidation=Warn",
            "fieldValidation=Warn&fieldValidation=Strict",
        ] {
            let reply = post(&fixture, media_type, query, body.as_bytes());
            assert_eq!(reply.code, 201, "{query} {body}: {reply:?}");
            assert_eq!(reply.warnings(), headers, "{query} {body}");
            assert_eq!(
                reply.json()["sourceVirtualCluster"]["cluster"],
                "connected-cluster",
                "the last one wins"
            );
        }
        for query in ["fieldValidation=Strict", "fieldValidation=Ignore"] {
            let reply = post(&fixture, media_type, query, body.as_bytes());
            assert_eq!(reply.code, 400, "{query} {body}: {reply:?}");
            let message = reply.json()["message"].as_str().unwrap().to_owned();
            assert!(
                sentences.iter().all(|text| message.contains(text)),
                "{message}"
            );
        }
    }
    let wrong = post(
        &fixture,
        "application/json",
        "",
        br#"{"zzz":1,"upgradeToPro":5}"#,
    );
    assert!(
        wrong.code == 400 && wrong.warnings().is_empty(),
        "a wrong type outranks the rest: {wrong:?}"
    );
    let many: Vec<String> = (0..1000).map(|n| format!("\"f{n}\":1")).collect();
    let many = source("vc-1").replacen('{', &format!("{{{},", many.join(",")), 1);
    assert_eq!(
        post(&fixture, "application/json", "", many.as_bytes())
            .warnings()
            .len(),
        100
    );
}

#[test]
fn depth_and_size_have_bounds() {
    let fixture = Fixture::start();
    let nested = |depth: usize| {
        source("vc-1").replacen(
            '{',
            &format!("{{\"zzz\":{}{},", "[".repeat(depth), "]".repeat(depth)),
            1,
        )
    };
    for media_type in ["application/json", "application/yaml"] {
        for (depth, code) in [(9_980, 201), (10_000, 400), (1_000_000, 400)] {
            let reply = post(&fixture, media_type, "", nested(depth).as_bytes());
            assert_eq!(reply.code, code, "{media_type} {depth}: {}", reply.body);
        }
    }
    assert_eq!(
        post(&fixture, "application/json", "", nested(9_999).as_bytes()).code,
        201
    );
    for (size, code) in [(3_145_728, 201), (3_145_729, 413)] {
        let mut body = source("vc-1").into_bytes();
        body.resize(size, b' ');
        let reply = post(&fixture, "application/json", "", &body);
        assert_eq!(reply.code, code, "{size}: {}", reply.body);
    }
}
