//! Both directories keep one contract.
