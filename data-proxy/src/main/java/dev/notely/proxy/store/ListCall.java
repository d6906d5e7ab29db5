package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import java.util.List;

/** A list of an account's ids on its way to a store: those after a key, in order, so many. */
public interface ListCall extends NoteCall {
  /** The key after which it begins; empty: at the start. */
  ByteString after();

  /** The most ids of the answer. */
  int limit();

  /** The same list from a later key on. */
  ListCall from(ByteString after, int limit);

  /**
   * The body of a reply that answers with these ids.
   *
   * @param more there is another page after the last of them
   */
  Object answer(List<ByteString> ids, boolean more);

  @Override
  default boolean isWrite() {
    return false;
  }
}
