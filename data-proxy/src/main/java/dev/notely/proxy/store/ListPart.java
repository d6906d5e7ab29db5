package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What one of the two stores of an overlaid account has of a list.
 *
 * @param ids of its live records, in the order of their bytes
 * @param tombstones ids that are deleted, likewise; of the home only
 * @param reach both are complete up to and with this key; empty: to the end
 */
public record ListPart(List<ByteString> ids, List<ByteString> tombstones, ByteString reach) {
  public ListPart {
    ids = List.copyOf(ids);
    tombstones = List.copyOf(tombstones);
  }

  /** True where nothing follows. */
  public boolean isLast() {
    return reach.isEmpty();
  }
}
