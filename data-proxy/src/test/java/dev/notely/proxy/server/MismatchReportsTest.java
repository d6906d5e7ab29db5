package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog.AfterMismatch;
import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MoveQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every record that is wrong is told of, and none again and again. */
final class MismatchReportsTest {
  private static final UUID ACCOUNT = new UUID(0, 1);
  private static final UUID NOTE = new UUID(0, 2);

  private final List<Mismatch> told = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private boolean away;
  private final MismatchReports reports = new MismatchReports(new Queue(), () -> now);

  private final class Queue implements MoveQueue {
    @Override
    public void mismatch(long migration, Mismatch found) {
      assertThat(migration).isEqualTo(7);
      if (away) {
        throw new CatalogUnavailableException("away");
      }
      told.add(found);
    }

    @Override
    public List<Work> claim(String holder, int capacity) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void unclaim(String holder, UUID account) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void complete(Chore chore) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Marked mark(Placement placement, Step step, String reason, String evidence) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void failed(Placement placement, String reason) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void finding(long migration, UUID account, String what, String evidence) {
      throw new AssertionError("not asked for");
    }
  }

  private static Sight seen(String content) {
    return new Sight(9, OptionalLong.of(9), false, 5, 0, content);
  }

  private static Sight page(boolean more, long... ids) {
    ListAnswer.Builder page = ListAnswer.newBuilder().setMore(more);
    for (long id : ids) {
      page.addIds(Ids.bytes(new UUID(0, id)));
    }
    return new Sight(9, OptionalLong.of(9), true, 0, 0, page.build());
  }

  private void found(Optional<UUID> note) {
    found(note, seen("a"), seen("b"));
  }

  private void found(Optional<UUID> note, Sight home, Sight copy) {
    reports.mismatch(
        new ShadowReads.Mismatch(
            new Placement(ACCOUNT, 3, "legacy", "new", Phase.MOVING, 1, 7),
            note,
            home,
            copy,
            "trace"));
  }

  private JsonNode evidence() {
    return JsonMapper.builder().build().readTree(told.getLast().evidence());
  }

  @Test
  void theLedgerIsToldWhichRecordWithBothSides() {
    found(Optional.of(NOTE));
    Mismatch one = told.getFirst();
    assertThat(one.account()).isEqualTo(ACCOUNT);
    assertThat(one.key()).isEqualTo(NOTE.toString());
    assertThat(one.store()).isEqualTo("new");
    assertThat(one.what()).contains("shadow read", "at new", "at legacy");
    JsonNode evidence = evidence();
    assertThat(evidence.path("epoch").asLong()).isEqualTo(3);
    assertThat(evidence.path("traceId").asString()).isEqualTo("trace");
    assertThat(evidence.path("legacy").path("seq").asLong()).isEqualTo(5);
    assertThat(evidence.path("new").path("contentHash"))
        .isNotEqualTo(evidence.path("legacy").path("contentHash"));
    assertThat(one.evidence()).doesNotContain("\"a\"", "\"b\"");
  }

  /** So that whoever has the note can tell which side has it, and nobody else what is in it. */
  @Test
  void theDigestOfContentIsThatOfItsBytes() {
    Note note = Note.newBuilder().setContent(ByteString.copyFromUtf8("milk")).build();
    found(
        Optional.of(NOTE),
        new Sight(9, OptionalLong.of(9), false, 5, 0, note),
        new Sight(9, OptionalLong.of(9), false, 5, 0, Note.getDefaultInstance()));
    assertThat(evidence().path("legacy").path("contentHash").asString())
        .isEqualTo("sha256:" + Hashing.sha256().hashBytes(note.toByteArray()));
    assertThat(evidence().path("new").path("contentHash").asString())
        .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(evidence().path("new").has("onlyHere")).isFalse();
  }

  @Test
  void ofListsItIsSaidWhichNotesDiffer() {
    found(Optional.empty(), page(false, 1, 2, 3), page(false, 2, 4));
    assertThat(told.getLast().what())
        .endsWith(
            "than at legacy; only legacy lists 00000000-0000-0000-0000-000000000001 and 1 more"
                + "; only new lists 00000000-0000-0000-0000-000000000004");
    assertThat(evidence().path("legacy").path("onlyHere").valueStream().map(JsonNode::asString))
        .containsExactly(new UUID(0, 1).toString(), new UUID(0, 3).toString());
    assertThat(evidence().path("new").path("onlyHereCount").asInt()).isEqualTo(1);
  }

  /** A page of two: what the copy lacks makes room for one that the home has as well. */
  @Test
  void whatIsBeyondAPageIsNoDifference() {
    found(Optional.empty(), page(true, 1, 2), page(true, 2, 3));
    assertThat(evidence().path("legacy").path("onlyHereCount").asInt()).isEqualTo(1);
    assertThat(evidence().path("new").path("onlyHereCount").asInt()).isZero();
  }

  @Test
  void aFewNotesAreNamedAndAllAreCounted() {
    found(Optional.empty(), page(false, LongStream.rangeClosed(1, 5_000).toArray()), page(false));
    assertThat(evidence().path("legacy").path("onlyHere")).hasSize(SightEvidence.NAMED);
    assertThat(evidence().path("legacy").path("onlyHereCount").asInt()).isEqualTo(5_000);
    assertThat(told.getLast().evidence().length()).isLessThan(4_000);
  }

  @Test
  void eachRecordOfAnAccountIsToldOfAndSoonAgainOnly() {
    found(Optional.of(NOTE));
    found(Optional.of(NOTE));
    found(Optional.empty());
    assertThat(told).extracting(Mismatch::key).containsExactly(NOTE.toString(), "list");
    now = now.plusSeconds(6);
    found(Optional.of(NOTE));
    assertThat(told).hasSize(3);
  }

  @Test
  void whileTheCatalogIsAwayTheNextOneTells() {
    away = true;
    found(Optional.of(NOTE));
    away = false;
    now = now.plusSeconds(6);
    found(Optional.of(NOTE));
    assertThat(told).hasSize(1);
  }

  @Test
  void aCursorIsWhatAPageHasGiven() {
    String cursor =
        MismatchCursor.after(
            new OpenMismatch(new Mismatch(ACCOUNT, "a/b", "new", "is missing", ""), 1));
    assertThat(MismatchCursor.read(cursor)).contains(new AfterMismatch(ACCOUNT, "a/b"));
    assertThat(MismatchCursor.read("")).isEmpty();
    for (String wrong : List.of("x", ACCOUNT.toString(), ACCOUNT + "/", "/k")) {
      assertThatThrownBy(() -> MismatchCursor.read(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cursor");
    }
  }
}
