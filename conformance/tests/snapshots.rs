//! The stored normative members of answers are those of the reference server. `INSTA_UPDATE=always` records them
//! anew; the diff is then reviewed like code, since every server is compared with them.

use conformance::checks::record_snapshots;
use conformance::run::{Opening, Settings, open};

#[test]
fn stored_snapshots_are_those_of_the_reference_server() {
    let Ok(Opening::Ready(opened)) = open(&Settings::default()) else {
        panic!("the embedded server starts")
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, snapshot) in opened
            .suite
            .alone("s", record_snapshots)
            .0
            .expect("the reference server answers")
        {
            insta::assert_json_snapshot!(name, snapshot);
        }
    });
}
