package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import java.util.List;

/**
 * What is done with an answer once the user has it: nothing there can change or delay it. On the
 * event loop: must neither block nor throw.
 */
public interface AfterAnswer {
  /** Does nothing. */
  AfterAnswer NONE = (placement, call, reply) -> {};

  /** One after the other. */
  static AfterAnswer all(List<AfterAnswer> each) {
    List<AfterAnswer> all = List.copyOf(each);
    return new AfterAnswer() {
      @Override
      public void answered(Placement placement, NoteCall call, NoteReply reply) {
        all.forEach(one -> one.answered(placement, call, reply));
      }

      @Override
      public void touched(Placement overlaid, NoteCall call, CommittedRecord former) {
        all.forEach(one -> one.touched(overlaid, call, former));
      }
    };
  }

  /**
   * The user has the answer.
   *
   * @param placement with which the home was asked
   */
  void answered(Placement placement, NoteCall call, NoteReply reply);

  /**
   * Likewise, of an overlaid account, where the answer was made with what the former home had of
   * the note. Called besides.
   *
   * @param overlaid with which the former home was asked
   */
  default void touched(Placement overlaid, NoteCall call, CommittedRecord former) {}
}
