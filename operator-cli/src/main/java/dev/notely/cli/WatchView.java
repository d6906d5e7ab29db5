package dev.notely.cli;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.widget.Widget;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One screen of a watch. Pure: equal values draw equal cells.
 *
 * @param status of the migration
 * @param events its latest, the newest last
 * @param notice why the status is not the present one; empty if it is
 */
record WatchView(JsonNode status, List<JsonNode> events, String notice) implements Widget {
  WatchView {
    events = List.copyOf(events);
  }

  @Override
  public void render(Rect area, Buffer buffer) {
    List<WatchRow> rows = new WatchLayout(area.width(), area.height()).rows(this);
    int y = area.top();
    for (WatchRow row : rows) {
      if (y >= area.bottom()) {
        return;
      }
      row.render(new Rect(area.left(), y, area.width(), 1), buffer);
      y++;
    }
  }
}
