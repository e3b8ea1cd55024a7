#pragma once

namespace hft::storage {

/// A copy of this process that foreign code forks off must not keep our locks when we are gone: it
/// closes these descriptors before anything else happens in it. Whoever closes a descriptor takes
/// it back first. At most 64 at a time. Any thread.
void close_in_forked_copies(int descriptor);
void take_back_from_forked_copies(int descriptor);

} // namespace hft::storage
