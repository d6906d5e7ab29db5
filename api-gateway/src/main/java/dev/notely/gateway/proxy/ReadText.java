package dev.notely.gateway.proxy;

import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.NoteAnswer;
import java.util.stream.Collectors;

/** What reads answered, as text that is equal where users would see the same. */
final class ReadText {
  private ReadText() {}

  static String of(NoteAnswer answer) {
    if (!answer.hasNote()) {
      return answer.getOutcome().toString();
    }
    Note note = answer.getNote();
    return "%s seq %d created %d updated %d content %s"
        .formatted(
            answer.getOutcome(),
            note.getSeq(),
            note.getCreatedAtMs(),
            note.getUpdatedAtMs(),
            note.getContent().toStringUtf8());
  }

  static String of(ListAnswer answer) {
    return "%s %d notes%s: %s"
        .formatted(
            answer.getOutcome(),
            answer.getIdsCount(),
            answer.getMore() ? " and more" : "",
            answer.getIdsList().stream()
                .map(id -> Ids.uuid(id).toString())
                .collect(Collectors.joining(" ")));
  }
}
