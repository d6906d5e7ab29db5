package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.proxy.store.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What of a read is shown to people who may not read notes: how far its store was, a digest of the
 * content, and of pages the ids that only one side has. Pure.
 */
final class SightEvidence {
  /** Ids that are named; all are counted. */
  static final int NAMED = 10;

  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  private SightEvidence() {}

  static Map<String, Object> of(Sight sight, Sight other) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("read", sight.page() ? "list" : "note");
    side.put("seq", sight.seq());
    side.put("deletedAtSeq", sight.tombstone());
    side.put("lastSeq", sight.lastSeq());
    side.put("completeTo", sight.watermark().isPresent() ? sight.watermark().getAsLong() : null);
    side.put("contentHash", "sha256:" + digest(sight.content()));
    if (sight.page()) {
      List<UUID> only = onlyListedBy(sight, other);
      side.put("onlyHere", only.stream().limit(NAMED).toList());
      side.put("onlyHereCount", only.size());
    }
    return side;
  }

  /**
   * Notes that the one page has and the other has not, although it reaches so far: a page that is
   * full says nothing of what comes after it. None, if the two are not both pages.
   */
  static List<UUID> onlyListedBy(Sight sight, Sight other) {
    if (!(sight.content() instanceof ListAnswer here)
        || !(other.content() instanceof ListAnswer there)) {
      return List.of();
    }
    Set<ByteString> listed = new HashSet<>(there.getIdsList());
    return here.getIdsList().stream()
        .filter(id -> !listed.contains(id) && reaches(there, id))
        .map(id -> Ids.uuid("note", id))
        .toList();
  }

  private static boolean reaches(ListAnswer page, ByteString id) {
    return !page.getMore()
        || (page.getIdsCount() > 0 && ORDER.compare(id, page.getIds(page.getIdsCount() - 1)) <= 0);
  }

  /** SHA-256 of the bytes on the wire, the same in every process: of a note without its seq. */
  private static String digest(Object content) {
    byte[] bytes =
        content instanceof MessageLite message
            ? serialized(message)
            : content.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] serialized(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of its size takes a message", e);
    }
    return bytes;
  }
}
