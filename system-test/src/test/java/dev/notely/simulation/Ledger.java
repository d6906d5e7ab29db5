package dev.notely.simulation;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The truth about one account: every effect of a write, at the moment when a store made it, and
 * what the notes were after each.
 */
final class Ledger {
  private final Baton baton;
  private final List<Map<ByteString, ByteString>> states = new ArrayList<>(List.of(Map.of()));
  private final Set<ByteString> keys = new HashSet<>();

  Ledger(Baton baton) {
    this.baton = baton;
  }

  /** Number of effects so far, which is also the account's last seq. */
  int size() {
    return states.size() - 1;
  }

  Map<ByteString, ByteString> latest() {
    return states.getLast();
  }

  /** A write took effect; empty content is a delete. */
  void effect(String store, ByteString key, ByteString note, ByteString content) {
    if (!keys.add(key)) {
      baton.fail("AtMostOnce", key.toStringUtf8() + " took effect twice, again at " + store);
    }
    Map<ByteString, ByteString> after = new HashMap<>(latest());
    if (content.isEmpty()) {
      after.remove(note);
    } else {
      after.put(note, content);
    }
    states.add(Map.copyOf(after));
  }

  boolean tookEffect(ByteString key) {
    return keys.contains(key);
  }

  /** Was it so at some moment since there were {@code from} effects? */
  boolean everSince(int from, Predicate<Map<ByteString, ByteString>> fits) {
    return states.subList(from, states.size()).stream().anyMatch(fits);
  }
}
