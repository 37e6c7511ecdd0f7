//! How the build script lays out the numbering plans, which it shares with the policy that reads them.

/// No numbering plan has the number. A step of this kind that leads nowhere else is step 0.
pub(crate) const UNPLANNED: u16 = 0;

/// Calling the number costs what its owner likes, and openly so.
pub(crate) const PREMIUM_RATE: u16 = 1;

/// A shared-cost, personal, universal access, pager or voicemail number.
pub(crate) const OTHER_SERVICE: u16 = 2;

/// An ordinary number of no country.
pub(crate) const ORDINARY: u16 = 3;

/// An ordinary number of the first country of the list; of the second, if it is one more.
pub(crate) const ORDINARY_IN_FIRST: u16 = 4;
