//! The types of each golden.

use codegen_goldens as goldens;

use super::both_sides;

macro_rules! goldens {
    ($($golden:ident: $($name:ident),+;)+) => {
        $(
            #[test]
            fn $golden() {
                let mut sites = String::new();
                $(
                    let name = concat!(stringify!($golden), "::", stringify!($name));
                    for site in both_sides(name, &goldens::$golden::strategies::$name()) {
                        sites.push_str(&format!("{} {site}\n", stringify!($name)));
                    }
                )+
                super::sites::compare(stringify!($golden), &sites);
            }
        )+

        /// What is listed below, as (golden, strategies).
        pub(crate) const LISTED: &[(&str, &[&str])] = &[
            $( (stringify!($golden), &[ $( stringify!($name) ),+ ]), )+
        ];
    };
}

goldens! {
    access: profile;
    all_of: base, holder, holder_inline, item, named;
    arrays: basket, names, thing;
    corners: based, based_object, based_object2, beside, either, listed, listed_short, loose, narrow, nulls, nulls_list_item, sets, sets_objects_item, sized, small, text, untyped;
    discriminator: cat, dog, home, pet;
    enums: color, paint, paint_finish;
    formats: everything;
    inline: person, person_address, person_address_geo, person_friends_value, person_phones_item, person_phones_item_kind;
    kubernetes: gateway, gateway_spec, listener;
    maps: closed, free, labels, nested, open;
    names: option_type, path_type, pet, pet2, string_type, thing, type3d_model, v2_thing;
    nullable: maybe, maybe_value, note, note_mood, origin;
    numbers: reading;
    one_of: card, order, order_shape, order_shape_round, payment, transfer, value_type;
    operations: get_toy5_xx, get_toy_order, post_pets201_item, toy;
    patterns: codes;
    recursive: expression, forest, ping, pong, sum, tree;
    references: alias, currency, invoice, invoice_nested, money, nested, whole;
    strings: account;
}
