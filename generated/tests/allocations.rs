//! Validators allocate nothing for a valid value.

use allocation_counter::measure;
use generated::runtime::Validate;
use generated::types::ProjectImportVirtualCluster as Import;

/// Most of what a request can have; the upper-case annotation key is compared in lower case.
const VALID: &str = r#"{
  "kind": "ProjectImportVirtualCluster",
  "apiVersion": "management.loft.sh/v1",
  "metadata": {
    "name": "import-1", "generateName": "import-", "namespace": "default",
    "labels": {"app.kubernetes.io/name": "vcluster", "team": "A"},
    "annotations": {"Example.COM/Reason": "moved", "example.com/ticket": "1234"},
    "creationTimestamp": "2024-01-31T12:00:00Z",
    "finalizers": ["example.com/keep", "orphan"],
    "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "o", "uid": "1", "controller": true}],
    "managedFields": [{"manager": "é", "operation": "Update", "apiVersion": "apps/v1", "fieldsType": "FieldsV1"}]
  },
  "sourceVirtualCluster": {"name": "vc", "namespace": "pool-1", "cluster": "a.b", "owner": {"team": "a"}, "importName": "i"},
  "upgradeToPro": true
}"#;

/// How often validating allocates, and how many violations there are.
fn validated(text: &str) -> (u64, usize) {
    let import: Import = serde_json::from_str(text).unwrap_or_default();
    let mut violations = Vec::new();
    let allocations = measure(|| violations = import.validate().err().unwrap_or_default());
    (allocations.count_total, violations.len())
}

#[test]
fn a_valid_value_costs_no_allocation() {
    assert_eq!(validated(VALID), (0, 0));
}

#[test]
fn what_a_violation_costs_is_counted() {
    let (allocations, violations) = validated(&VALID.replace("pool-1", "Pool 1"));
    assert_eq!(violations, 1);
    assert!(allocations > 0, "nothing is counted");
}
