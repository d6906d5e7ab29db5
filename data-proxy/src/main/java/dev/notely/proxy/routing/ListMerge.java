package dev.notely.proxy.routing;

import com.google.protobuf.ByteString;
import dev.notely.proxy.store.ListPart;
import dev.notely.proxy.store.NoteReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A page of a list of an overlaid account, made of what its two stores have. Pure. The former home
 * must be asked first: a record that moves in between is then seen twice, and never missed.
 */
final class ListMerge {
  /** The order of keys in every store. */
  static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

  private final int limit;
  private final List<ByteString> ids = new ArrayList<>();
  private ByteString reach = ByteString.EMPTY;
  private boolean last;

  /** A page of so many ids. */
  ListMerge(int limit) {
    this.limit = limit;
  }

  /** Adds what the stores have after {@link #reach}. */
  void add(ListPart former, ListPart home) {
    ListPart both = union(former, home);
    ids.addAll(both.ids());
    reach = both.reach();
    last = both.isLast();
  }

  /** The page has all its ids, or there are no more. */
  boolean isComplete() {
    return last || ids.size() >= limit;
  }

  /** Key up to which it is known what belongs to the list; where to go on. */
  ByteString reach() {
    return reach;
  }

  List<ByteString> ids() {
    return ids.size() > limit ? List.copyOf(ids.subList(0, limit)) : List.copyOf(ids);
  }

  /** There may be a further page. */
  boolean more() {
    return !last || ids.size() > limit;
  }

  /** What both have, as far as both are known; the home's tombstones count against the former. */
  static ListPart union(ListPart former, ListPart home) {
    Set<ByteString> deleted = new HashSet<>(home.tombstones());
    NavigableSet<ByteString> union = new TreeSet<>(ORDER);
    former.ids().stream().filter(id -> !deleted.contains(id)).forEach(union::add);
    union.addAll(home.ids());
    ByteString end = nearer(former.reach(), home.reach());
    NavigableSet<ByteString> known = end.isEmpty() ? union : union.headSet(end, true);
    return new ListPart(List.copyOf(known), List.of(), end);
  }

  private static ByteString nearer(ByteString a, ByteString b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return ORDER.compare(a, b) <= 0 ? a : b;
  }

  /** What the reply of one of the two stores has of the list. */
  static ListPart part(NoteReply reply) {
    return reply
        .aside()
        .part()
        .orElseThrow(() -> new RouteFailedException("a store did not say how far its list goes"));
  }
}
