//! The colour of a body.

use lotse_core::{
    body::BodyKey,
    profile::{self, Profile},
};

use crate::support::{HERE, House, START};

async fn choose(house: &House, accent: &str) {
    let profile = Profile { accent: accent.to_owned(), ..Profile::default() };
    let body = BodyKey::new(HERE).unwrap();
    house.store.write(move |tx| Box::pin(async move { profile::set(tx, START, &body, &profile).await })).await.unwrap();
}

#[tokio::test]
async fn a_body_chooses_its_accent() {
    for house in House::each().await {
        let before = house.get("/borgentreich/", "").await.text;
        for accent in ["grau", "ocker"] {
            choose(&house, accent).await;
            house.clock.advance_seconds(5);
            let page = house.get("/borgentreich/", "").await.text;
            assert!(page.contains(&format!("<body data-accent=\"{accent}\">")), "{page}");
        }
        choose(&house, "#123456\"><script>").await;
        house.clock.advance_seconds(5);
        assert_eq!(house.get("/borgentreich/", "").await.text.split("<main").next(), before.split("<main").next());
    }
}
