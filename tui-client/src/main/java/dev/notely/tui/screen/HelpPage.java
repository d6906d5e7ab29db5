package dev.notely.tui.screen;

import java.util.List;
import java.util.Locale;

/** Every key, on one screen. */
final class HelpPage {
  /** A key and what it does; a key of "" begins a part. */
  record Line(String keys, String text) {}

  static final List<Line> LINES =
      List.of(
          new Line("", "Everywhere"),
          new Line("1-4 h l tab", "page; also a click on its name"),
          new Line("j k arrows", "up and down; also the wheel, or a click on a row"),
          new Line("b f pgup pgdn g G", "a screen up and down; to the first and the last row"),
          new Line("t", "theme: dark, light, without colours"),
          new Line("? q", "this help; quit (the system goes on)"),
          new Line("", "Accounts (page 3) and log (page 4)"),
          new Line("m", "move the selected account; take it back if under way"),
          new Line("M", "the same for all listed accounts; page 2: start or resume"),
          new Line("s", "where m and M move to: the configured store or the next one"),
          new Line("/ esc", "filter by what is typed; no filter"),
          new Line("o v enter", "order; level of the log; a row in detail, page 1: findings"),
          new Line(
              "", "Migrations: the selected one (page 2), elsewhere the only one that is open"),
          new Line("p r", "pause; resume, start or release from a hold, with a reason"),
          new Line("R F C", "roll back, finish, cancel; each asks once"),
          new Line("V L", "verify; limits"),
          new Line("", "Releases"),
          new Line("d", "deploy the next release; asks how"),
          new Line("R", "page 1: all traffic back to the former release; asks once"));

  private HelpPage() {}

  static void draw(Pane pane) {
    for (Line line : LINES) {
      if (line.keys().isEmpty()) {
        pane.line(new Part(line.text(), Role.TITLE));
      } else {
        pane.line(
            new Part(String.format(Locale.ROOT, " %-18s ", line.keys()), Role.ACCENT),
            Part.text(line.text()));
      }
    }
  }
}
