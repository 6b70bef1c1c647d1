"""By which proxy the hub is reached: the choice, and trying it. Must not keep what is set, nor reach anything."""

from PySide6.QtCore import Qt

from haversack.viewmodels.proxy import ProxyModel
from haversack.viewmodels.settings import SettingsModel
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.proxy_fields import ProxyFields
from haversack.views.parts.texts import text


class ProxySettings(Card):
    """The fields, a button that tries them, and in words what came of it."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is set."""
        say, models = context.speaker.say, context.models
        super().__init__(context, say("Proxy"))
        self._model = ProxyModel(models.session, models.synchroniser, models.get(SettingsModel))
        self._model.setParent(self)
        self._fields = ProxyFields(context)
        self.body.addWidget(self._fields)
        self._try = button(context, say("Try it"), self._start, kind="small", icon="refresh-cw")
        self.body.addWidget(self._try, 0, Qt.AlignmentFlag.AlignLeading)
        self._strip = ProgressStrip(context, say("Asking the hub"), self._model.stop)
        self._outcome = Banner(context, "ok")
        self.body.addWidget(self._strip)
        self.body.addWidget(self._outcome)
        why = say("Where a proxy is chosen, nothing is ever sent without it, also if it is away.")
        self.body.addWidget(text(why, "caption"))
        self._fields.given.connect(self._model.keep)
        self._model.changed.connect(self._show)
        self._show()

    def _start(self) -> None:
        # What stands in a field counts, also if nobody has left it.
        self._model.keep(self._fields.form)
        had_focus = self._try.hasFocus()
        self._model.start()
        if had_focus and self._model.is_running:
            self._strip.focus_cancel()

    def _show(self) -> None:
        model = self._model
        had_focus = self._strip.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._fields.show_form(model.form)
        self._strip.setVisible(model.is_running)
        if model.is_running:
            self._strip.show_progress(0, 0)
        self._try.setVisible(not model.is_running)
        self._try.setEnabled(model.can_try)
        if had_focus and not model.is_running:
            self._try.setFocus()
        self._outcome.setVisible(model.outcome is not None)
        if model.outcome is not None:
            self._outcome.show_tone(model.outcome.tone)
            self._outcome.say(model.outcome.words, model.outcome.next_step)
