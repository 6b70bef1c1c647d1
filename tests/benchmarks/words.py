"""Made-up prose in seven languages, for texts that compress and search like real ones. Same seed, same texts.

Words follow Zipf's law: the small words of a language first, then words of the trade, then longer ones built of both.
Burmese and Thai are written without spaces; Arabic words carry articles and particles in front. The sentences mean
nothing. Must not know a kind of record.
"""

import random
from bisect import bisect
from functools import cache
from itertools import accumulate
from typing import Final

SHARES: Final = {"en": 45, "fr": 15, "es": 15, "ar": 12, "sw": 5, "my": 4, "th": 4}
"""Which share of records has which main language, in percent."""
LANGUAGES: Final = tuple(SHARES)
_VOCABULARY: Final = 10_000
_FLATTENING: Final = 8
"""Mandelbrot's addition to Zipf's ranks: the very first words are a little less frequent than the law says."""
_UNSPACED: Final = frozenset({"my", "th"})

_SMALL: Final = {
    "en": "the of and to in a for is on with that by as are or be from at their this who can not have it an which may "
    "all more when if where one has was your other must no any before after",
    "fr": "de la et les des le à en pour un une qui dans que est sur par du au avec ce sont plus ne pas aux cette leur "
    "ou être ont peut tous après avant sans chaque si où son sa ses",
    "es": "de la que el en y los las a para por con un una del es se al no como más su sus o son este esta pueden ser "
    "cuando donde sin sobre entre hasta desde cada todos ya hay",
    "ar": "في من على إلى أن التي هذا هذه عن مع أو كل ما لا هي هو بعد قبل حيث كما إذا يجب يمكن غير بين عند ثم قد كان لم "
    "حتى أي ذلك بعض",
    "sw": "ya na wa kwa ni katika za la kuwa hii cha au kama yao wao hiyo kila bila baada kabla ambao lakini pia sana "
    "huo hivyo yake wake kutoka hadi mtu",
    "my": "၏ သည် ကို မှ နှင့် အတွက် များ တွင် သော ဖြင့် ရန် မှာ လည်း ပြီး မရှိ ရှိ အား သို့ ဖြစ် ကြ",
    "th": "ของ และ ใน ที่ เป็น การ ให้ มี จาก ได้ กับ หรือ ไม่ ต้อง โดย แต่ ว่า นี้ เพื่อ ทุก ก่อน หลัง",
}
_TRADE: Final = {
    "en": "refugee rights asylum protection family child school health work shelter camp border document legal aid "
    "hearing appeal status community language training teacher women youth disability safety referral interview "
    "office decision law convention principle return detention alternative registration certificate birth nationality "
    "stateless network partner organisation volunteer resource report guide procedure advice food water housing rent "
    "permit wage employer union contract complaint evidence witness translator interpreter translation medicine "
    "clinic trauma support counsellor meeting deadline application form signature answer question evaluation region "
    "province settlement host neighbour dialogue participation leadership statement evidence policy ministry "
    "authority police court judge lawyer record consent privacy data phone signal radio distance lesson course",
    "fr": "réfugié droit asile protection famille enfant école santé travail abri camp frontière document aide "
    "audience recours statut communauté langue formation femmes jeunes handicap sécurité entretien bureau décision "
    "loi convention principe retour détention enregistrement certificat naissance nationalité apatride réseau "
    "partenaire organisation bénévole ressource rapport guide procédure conseil nourriture eau logement loyer permis "
    "salaire employeur contrat plainte preuve témoin interprète traduction médicament clinique soutien réunion délai "
    "demande formulaire signature réponse région accueil voisin dialogue participation ministère autorité tribunal "
    "juge avocat dossier consentement leçon cours",
    "es": "refugiado derecho asilo protección familia niñez escuela salud trabajo albergue campamento frontera "
    "documento ayuda audiencia recurso estatus comunidad lengua formación mujeres juventud discapacidad seguridad "
    "entrevista oficina decisión ley convención principio retorno detención registro certificado nacimiento "
    "nacionalidad apátrida red socio organización voluntaria informe guía procedimiento consejo alimento agua "
    "vivienda alquiler permiso salario contrato queja prueba testigo intérprete traducción medicina clínica apoyo "
    "reunión plazo solicitud formulario firma respuesta región acogida vecino diálogo participación ministerio "
    "autoridad tribunal jueza abogada expediente consentimiento lección curso",
    "ar": "لاجئ حقوق لجوء حماية أسرة طفل مدرسة صحة عمل مأوى مخيم حدود وثيقة قانون مساعدة جلسة طعن وضع مجتمع لغة تدريب "
    "معلم نساء شباب إعاقة سلامة إحالة مقابلة مكتب قرار اتفاقية مبدأ عودة احتجاز بديل تسجيل شهادة ميلاد جنسية شبكة شريك "
    "منظمة متطوع مورد تقرير دليل إجراء مشورة غذاء ماء سكن إيجار تصريح أجر عقد شكوى دليل شاهد مترجم ترجمة دواء عيادة "
    "دعم اجتماع موعد طلب استمارة توقيع جواب إقليم مضيف جار حوار مشاركة وزارة سلطة شرطة محكمة قاض محام ملف موافقة درس",
    "sw": "mkimbizi haki hifadhi ulinzi familia mtoto shule afya kazi makazi kambi mpaka hati sheria msaada rufaa hali "
    "jamii lugha mafunzo mwalimu wanawake vijana ulemavu usalama mahojiano ofisi uamuzi mkataba kanuni kurudi kizuizi "
    "usajili cheti kuzaliwa uraia mtandao mshirika shirika ripoti mwongozo utaratibu ushauri chakula maji nyumba kodi "
    "kibali mshahara malalamiko ushahidi shahidi mkalimani tafsiri dawa kliniki mkutano tarehe ombi fomu sahihi jibu "
    "mkoa jirani mazungumzo ushiriki wizara mamlaka polisi mahakama hakimu wakili ridhaa somo kozi",
    "my": "ဒုက္ခသည် အခွင့်အရေး ခိုလှုံခွင့် ကာကွယ်မှု မိသားစု ကလေး ကျောင်း ကျန်းမာရေး အလုပ် စခန်း နယ်စပ် စာရွက်စာတမ်း ဥပဒေ "
    "အကူအညီ အယူခံ အသိုင်းအဝိုင်း ဘာသာစကား သင်တန်း ဆရာ အမျိုးသမီး လူငယ် လုံခြုံရေး ရုံး ဆုံးဖြတ်ချက် သဘောတူညီချက် ပြန်လာ "
    "မှတ်ပုံတင် မွေးစာရင်း နိုင်ငံသား ကွန်ရက် အဖွဲ့အစည်း အစီရင်ခံစာ လမ်းညွှန် အကြံပေး အစားအစာ ရေ အိမ် ပါမစ် လုပ်ခ တိုင်ကြား "
    "သက်သေ ဘာသာပြန် ဆေး ဆေးခန်း အစည်းအဝေး လျှောက်လွှာ လက်မှတ် အဖြေ ဒေသ အိမ်နီးချင်း ဝန်ကြီးဌာန ရဲ တရားရုံး ရှေ့နေ သင်ခန်းစာ",
    "th": "ผู้ลี้ภัย สิทธิ ที่ลี้ภัย คุ้มครอง ครอบครัว เด็ก โรงเรียน สุขภาพ งาน ที่พัก ค่าย ชายแดน เอกสาร กฎหมาย ช่วยเหลือ อุทธรณ์ สถานะ ชุมชน "
    "ภาษา อบรม ครู สตรี เยาวชน พิการ ปลอดภัย สัมภาษณ์ สำนักงาน คำสั่ง อนุสัญญา หลักการ กลับ กักตัว ทะเบียน ใบรับรอง เกิด สัญชาติ "
    "เครือข่าย องค์กร รายงาน คู่มือ คำปรึกษา อาหาร น้ำ บ้าน ใบอนุญาต ค่าจ้าง ร้องเรียน พยาน ล่าม แปล ยา คลินิก ประชุม กำหนด คำขอ "
    "ลายมือ คำตอบ ภูมิภาค เพื่อนบ้าน กระทรวง ตำรวจ ศาล ทนาย ยินยอม บทเรียน",
}
_FRONTS: Final = {
    "en": "re un over under inter non out co pre self",
    "fr": "re dé sous inter non co pré auto anti multi",
    "es": "re des sobre inter co pre auto anti multi sub",
    "ar": "ال ال ال وال بال لل و ب ل ف",
    "sw": "wa ki vi m u ku ma ana wana hu",
    "my": "အ မ ပြည်သူ့ နိုင်ငံတကာ ဒေသ",
    "th": "การ ความ ผู้ นัก ศูนย์ ระหว่าง",
}
_ENDS: Final = {
    "en": "s ing ed ment ation er ers ly al less ness ship",
    "fr": "s es ment tion eur euse ité aire al ée",
    "es": "s es mente ción dor dora idad ario al ado",
    "ar": "ة ات ين ون ها هم نا ي ية",
    "sw": "ni ji sha wa ana ia eni",
    "my": "ရေး မှု ချက် သူ များ ခွင့်",
    "th": "ภาพ กรรม ชน ศาสตร์ สถาน การณ์",
}
_STOPS: Final = {"ar": ".", "my": "။", "th": " "}


class Prose:
    """The words of one language, the frequent ones first, and sentences of them."""

    def __init__(self, language: str) -> None:
        rng = random.Random(f"words of {language}")
        self.language = language
        trade = list(dict.fromkeys(_TRADE[language].split()))
        words = dict.fromkeys((*_SMALL[language].split(), *trade))
        # Most words have nothing in front.
        fronts, ends = ("",) * 12 + tuple(_FRONTS[language].split()), ("", "", "", *_ENDS[language].split())
        while len(words) < _VOCABULARY:
            words[rng.choice(fronts) + self._stem(rng, trade) + rng.choice(ends)] = None
        self._words = list(words)
        self._names = trade
        self._cumulative = list(accumulate(1 / (rank + _FLATTENING) for rank in range(len(words))))
        self._between = "" if language in _UNSPACED else " "
        self._stop = _STOPS.get(language, ".")

    def _stem(self, rng: random.Random, trade: list[str]) -> str:
        """Make up a stem: of a word of the trade, or of two; in scripts without spaces letters are not torn apart."""
        if self.language in _UNSPACED:
            return rng.choice(trade) + (rng.choice(trade) if rng.random() < 0.5 else "")
        if rng.random() < 0.4:
            return rng.choice(trade)[: rng.randint(4, 8)]
        return rng.choice(trade)[: rng.randint(1, 3)] + rng.choice(trade)[: rng.randint(2, 4)]

    def word(self, rng: random.Random) -> str:
        return self._words[bisect(self._cumulative, rng.random() * self._cumulative[-1])]

    def telling_word(self, rng: random.Random) -> str:
        """Return a word that somebody would search for: not one of the small ones."""
        small = len(_SMALL[self.language].split())
        while True:
            index = bisect(self._cumulative, rng.random() * self._cumulative[-1])
            if index >= small:
                return self._words[index]

    def title(self, rng: random.Random) -> str:
        words = [rng.choice(self._names), *(self.telling_word(rng) for _ in range(rng.randint(1, 4)))]
        text = self._between.join(words)
        return text[:1].upper() + text[1:]

    def sentence(self, rng: random.Random) -> str:
        text = self._between.join(self.word(rng) for _ in range(rng.randint(6, 14)))
        return text[:1].upper() + text[1:] + self._stop

    def prose(self, rng: random.Random, sentences: int) -> str:
        return " ".join(self.sentence(rng) for _ in range(sentences))

    def page(self, rng: random.Random, paragraphs: int) -> str:
        """Return a lesson or an article in Markdown: headings, paragraphs, lists."""
        parts = []
        for number in range(paragraphs):
            if number % 3 == 0:
                parts.append(f"## {self.title(rng)}")
            if number % 3 == 2:
                parts.append("\n".join(f"- {self.sentence(rng)}" for _ in range(rng.randint(2, 4))))
            else:
                parts.append(self.prose(rng, rng.randint(2, 4)))
        return "\n\n".join(parts)


@cache
def prose_in(language: str) -> Prose:
    """Return the words of a language; made once."""
    return Prose(language)
