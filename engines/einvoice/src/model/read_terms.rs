//! The numbers of the terms of groups that stand in several places.

/// Terms of a postal address.
pub(crate) struct AddressTerms {
    pub group: &'static str,
    pub line_1: &'static str,
    pub line_2: &'static str,
    pub line_3: &'static str,
    pub city: &'static str,
    pub post_code: &'static str,
    pub subdivision: &'static str,
    pub country: &'static str,
}

pub(crate) const SELLER_ADDRESS: AddressTerms = AddressTerms {
    group: "BG-5",
    line_1: "BT-35",
    line_2: "BT-36",
    line_3: "BT-162",
    city: "BT-37",
    post_code: "BT-38",
    subdivision: "BT-39",
    country: "BT-40",
};

pub(crate) const BUYER_ADDRESS: AddressTerms = AddressTerms {
    group: "BG-8",
    line_1: "BT-50",
    line_2: "BT-51",
    line_3: "BT-163",
    city: "BT-52",
    post_code: "BT-53",
    subdivision: "BT-54",
    country: "BT-55",
};

pub(crate) const TAX_REPRESENTATIVE_ADDRESS: AddressTerms = AddressTerms {
    group: "BG-12",
    line_1: "BT-64",
    line_2: "BT-65",
    line_3: "BT-164",
    city: "BT-66",
    post_code: "BT-67",
    subdivision: "BT-68",
    country: "BT-69",
};

pub(crate) const DELIVERY_ADDRESS: AddressTerms = AddressTerms {
    group: "BG-15",
    line_1: "BT-75",
    line_2: "BT-76",
    line_3: "BT-165",
    city: "BT-77",
    post_code: "BT-78",
    subdivision: "BT-79",
    country: "BT-80",
};

/// Group, name, telephone, e-mail.
pub(crate) const SELLER_CONTACT: [&str; 4] = ["BG-6", "BT-41", "BT-42", "BT-43"];
pub(crate) const BUYER_CONTACT: [&str; 4] = ["BG-9", "BT-56", "BT-57", "BT-58"];

/// Group, start, end.
pub(crate) const PERIOD: [&str; 3] = ["BG-14", "BT-73", "BT-74"];
pub(crate) const LINE_PERIOD: [&str; 3] = ["BG-26", "BT-134", "BT-135"];

/// Terms of an allowance or charge.
pub(crate) struct AllowanceTerms {
    pub group: &'static str,
    pub amount: &'static str,
    pub base_amount: &'static str,
    pub percentage: &'static str,
    pub vat_category: &'static str,
    pub vat_rate: &'static str,
    pub reason: &'static str,
    pub reason_code: &'static str,
}

pub(crate) const ALLOWANCE: AllowanceTerms = AllowanceTerms {
    group: "BG-20",
    amount: "BT-92",
    base_amount: "BT-93",
    percentage: "BT-94",
    vat_category: "BT-95",
    vat_rate: "BT-96",
    reason: "BT-97",
    reason_code: "BT-98",
};

pub(crate) const CHARGE: AllowanceTerms = AllowanceTerms {
    group: "BG-21",
    amount: "BT-99",
    base_amount: "BT-100",
    percentage: "BT-101",
    vat_category: "BT-102",
    vat_rate: "BT-103",
    reason: "BT-104",
    reason_code: "BT-105",
};

pub(crate) const LINE_ALLOWANCE: AllowanceTerms = AllowanceTerms {
    group: "BG-27",
    amount: "BT-136",
    base_amount: "BT-137",
    percentage: "BT-138",
    vat_category: "BG-27",
    vat_rate: "BG-27",
    reason: "BT-139",
    reason_code: "BT-140",
};

pub(crate) const LINE_CHARGE: AllowanceTerms = AllowanceTerms {
    group: "BG-28",
    amount: "BT-141",
    base_amount: "BT-142",
    percentage: "BT-143",
    vat_category: "BG-28",
    vat_rate: "BG-28",
    reason: "BT-144",
    reason_code: "BT-145",
};
