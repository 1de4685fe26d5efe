//! Every lie about an entry is found, and the first such entry named.

use super::*;

#[tokio::test]
async fn every_lie_about_an_entry_is_found_and_named() {
    let it = Registry::of(None, &["a", "b", "c", "d", "e", "f"]).await;
    let mut records = it.records().await;
    let entries = crate::record::entries(&mut records, 1000).await;
    let first = entries.len() - 6;
    let named = |at: usize| {
        let id = ["a", "b", "c", "d", "e", "f"][at];
        format!("entry {} (organizations/{id}, revision 1): ", first + at)
    };
    let liar = it.liar().await;
    let visit = || {
        let auditor = Auditor::new(it.app.log.verifier());
        let running = &liar.running;
        async move { auditor.visit(running).await }
    };
    let lie = |lie: fn(&mut Vec<kenes_proto::record::Entry>, usize)| {
        liar.lie(move |entries| lie(entries, first));
    };

    visit().await.expect("the control: sound when nobody lies");
    lie(|all, first| {
        // One more, in the middle: a copy of another, of its own hour.
        let mut forged = all[first + 2].clone();
        forged.leaf[40] ^= 1;
        all.insert(first + 2, forged);
        for (entry, index) in all.iter_mut().zip(0..) {
            entry.index = index;
        }
    });
    let not_signed = "its leaf is not the one that was signed";
    found(visit().await, Exit::Record, &(named(2) + not_signed));
    lie(|all, first| all[first + 3].leaf[40] ^= 1);
    found(visit().await, Exit::Record, &(named(3) + not_signed));
    lie(|all, first| all[first + 5].leaf[40] ^= 1);
    found(visit().await, Exit::Record, &(named(5) + not_signed));
    lie(|all, first| all[first + 3].leaf.truncate(60));
    found(visit().await, Exit::Record, &(named(3) + not_signed));
    lie(|all, first| all.swap(first + 1, first + 2));
    found(visit().await, Exit::Record, "it stands at index");
    lie(|all, first| drop(all.remove(first + 1)));
    found(
        visit().await,
        Exit::Record,
        &format!(
            "entry {} (organizations/c, revision 1): it stands at",
            first + 1
        ),
    );
    lie(|all, first| all.truncate(first + 4));
    let gone = format!("entry {} is not shown", first + 4);
    found(visit().await, Exit::Record, &gone);

    // What is beside the leaf.
    lie(|all, first| all[first + 4].body[10] ^= 1);
    let changed = "its leaf does not commit to the body";
    found(visit().await, Exit::Record, &(named(4) + changed));
    lie(|all, first| all[first + 4].body_salt[0] ^= 1);
    found(visit().await, Exit::Record, &(named(4) + changed));
    lie(|all, first| all[first + 4].body_salt.clear());
    let bare = "a body is shown without the salt";
    found(visit().await, Exit::Record, &(named(4) + bare));
    lie(|all, first| {
        all[first + 4].body_salt.clear();
        all[first + 4].body.clear();
    });
    found(
        visit().await,
        Exit::Record,
        "no redaction in the log says why",
    );
    found(visit().await, Exit::Record, &named(4));
    lie(|all, first| all[first + 1].resource = "organizations/f".into());
    found(
        visit().await,
        Exit::Record,
        "its body is that of organizations/b",
    );
    lie(|all, first| all[first + 1].kind = 3);
    found(visit().await, Exit::Record, &(named(1) + "it is shown as"));
    lie(|all, first| all[first + 1].method = "UpdateOrganization".into());
    let labels = "its leaf has another method";
    found(visit().await, Exit::Record, &(named(1) + labels));
    lie(|all, first| all[first + 1].draft_laws.push("draftLaws/x".into()));
    found(visit().await, Exit::Record, &(named(1) + labels));
    lie(|all, first| all[first + 1].revision_time = None);
    found(
        visit().await,
        Exit::Record,
        &(named(1) + "the time of the call"),
    );
    lie(|all, first| all[first + 1].identity = b"somebody".to_vec());
    found(
        visit().await,
        Exit::Record,
        &(named(1) + "it names somebody"),
    );
    lie(|all, first| all[first + 1].revision = 2);
    found(
        visit().await,
        Exit::Record,
        "its leaf is that of revision 1",
    );
    lie(|all, first| all[first + 1].entry_time = None);
    found(visit().await, Exit::Record, &(named(1) + "the time"));
    lie(|all, _| all[0].kind = 0);
    visit()
        .await
        .expect("a kind that the service does not know");
    lie(|all, _| all[0].body_salt.clear());
    found(visit().await, Exit::Record, "entry 0 (keys/");

    // Of two, the first: a leaf that only the tree tells, before one that breaks a rule.
    lie(|all, first| {
        all[first + 1].leaf[40] ^= 1;
        all[first + 3].body[10] ^= 1;
    });
    found(visit().await, Exit::Record, &(named(1) + not_signed));
    liar.lie(|_| {});
    visit().await.expect("the control again");
}
