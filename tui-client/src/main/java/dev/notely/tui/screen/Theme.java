package dev.notely.tui.screen;

import dev.tamboui.style.Style;
import java.util.List;

/** How meanings look. Backgrounds are left as the terminal has them. */
public enum Theme {
  /** For dark backgrounds. */
  DARK {
    @Override
    Style style(Role role) {
      return switch (role) {
        case TEXT -> Style.EMPTY;
        case FAINT -> Style.EMPTY.dim();
        case TITLE -> Style.EMPTY.bold();
        case ACCENT -> Style.EMPTY.cyan().bold();
        case SELECTED -> Style.EMPTY.reversed();
        case GOOD -> Style.EMPTY.green();
        case WARN -> Style.EMPTY.yellow();
        case ALARM -> Style.EMPTY.red().bold();
      };
    }
  },
  /** For light backgrounds: yellow cannot be read there. */
  LIGHT {
    @Override
    Style style(Role role) {
      return switch (role) {
        case TEXT -> Style.EMPTY;
        case FAINT -> Style.EMPTY.gray();
        case TITLE -> Style.EMPTY.bold();
        case ACCENT -> Style.EMPTY.blue().bold();
        case SELECTED -> Style.EMPTY.reversed();
        case GOOD -> Style.EMPTY.blue();
        case WARN -> Style.EMPTY.magenta();
        case ALARM -> Style.EMPTY.red().bold();
      };
    }
  },
  /** Without colours, as NO_COLOR asks for. */
  PLAIN {
    @Override
    Style style(Role role) {
      return switch (role) {
        case TEXT, GOOD -> Style.EMPTY;
        case FAINT -> Style.EMPTY.dim();
        case TITLE -> Style.EMPTY.bold();
        case ACCENT, WARN -> Style.EMPTY.underlined();
        case SELECTED -> Style.EMPTY.reversed();
        case ALARM -> Style.EMPTY.bold().underlined();
      };
    }
  };

  private static final List<Theme> ALL = List.of(values());

  abstract Style style(Role role);

  Theme next() {
    return Ring.step(ALL, this, 1);
  }
}
