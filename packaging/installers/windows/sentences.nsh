; What the installer says beyond NSIS's own sentences. Arabic, French and Spanish are drafts, as everywhere: see
; docs/translating.md.
LangString StillOpen ${LANG_ENGLISH} "Haversack is still open. Please close its window and try again; nothing was changed."
LangString StillOpen ${LANG_FRENCH} "Haversack est encore ouvert. Fermez sa fenêtre et réessayez ; rien n’a été modifié."
LangString StillOpen ${LANG_SPANISH} "Haversack sigue abierto. Cierre su ventana e inténtelo de nuevo; no se ha cambiado nada."
LangString StillOpen ${LANG_ARABIC} "ما زال Haversack مفتوحًا. يرجى إغلاق نافذته ثم المحاولة من جديد؛ لم يتغيّر شيء."

LangString NotOurs ${LANG_ENGLISH} "Another program lies in this folder. Please choose an empty folder for Haversack."
LangString NotOurs ${LANG_FRENCH} "Un autre programme se trouve dans ce dossier. Choisissez un dossier vide pour Haversack."
LangString NotOurs ${LANG_SPANISH} "En esta carpeta hay otro programa. Elija una carpeta vacía para Haversack."
LangString NotOurs ${LANG_ARABIC} "يوجد برنامج آخر في هذا المجلد. يرجى اختيار مجلد فارغ لـ Haversack."

LangString NotWhole ${LANG_ENGLISH} "Haversack could not be installed whole, so what was there before stays. Please check that there is enough space, and try again."
LangString NotWhole ${LANG_FRENCH} "Haversack n’a pas pu être installé en entier ; ce qui était là avant y reste donc. Vérifiez qu’il y a assez d’espace, puis réessayez."
LangString NotWhole ${LANG_SPANISH} "Haversack no se pudo instalar completo, así que se queda lo que había antes. Compruebe que hay espacio suficiente e inténtelo de nuevo."
LangString NotWhole ${LANG_ARABIC} "تعذّر تثبيت Haversack كاملًا، فبقي ما كان موجودًا من قبل. يرجى التأكد من وجود مساحة كافية ثم المحاولة من جديد."

LangString NewerIsHere ${LANG_ENGLISH} "This computer has a newer Haversack than this one. Nothing was changed: an older one could not open what the newer one wrote."
LangString NewerIsHere ${LANG_FRENCH} "Cet ordinateur a un Haversack plus récent que celui-ci. Rien n’a été modifié : un plus ancien ne pourrait pas ouvrir ce que le plus récent a écrit."
LangString NewerIsHere ${LANG_SPANISH} "Este equipo tiene un Haversack más nuevo que este. No se ha cambiado nada: uno más antiguo no podría abrir lo que escribió el más nuevo."
LangString NewerIsHere ${LANG_ARABIC} "على هذا الحاسوب إصدار من Haversack أحدث من هذا. لم يتغيّر شيء: لا يستطيع إصدار أقدم فتح ما كتبه الأحدث."

LangString NothingOurs ${LANG_ENGLISH} "Another program lies in this folder. Nothing was removed."
LangString NothingOurs ${LANG_FRENCH} "Un autre programme se trouve dans ce dossier. Rien n’a été retiré."
LangString NothingOurs ${LANG_SPANISH} "En esta carpeta hay otro programa. No se ha quitado nada."
LangString NothingOurs ${LANG_ARABIC} "يوجد برنامج آخر في هذا المجلد. لم يُزَل شيء."

LangString WhatStays ${LANG_ENGLISH} "Only the program is removed. What you wrote and read stays, encrypted, in this folder: $LOCALAPPDATA\haversack. If nobody needs it any more, delete that folder in the File Explorer. Changes that were not sent yet would be lost with it."
LangString WhatStays ${LANG_FRENCH} "Seul le programme est retiré. Ce que vous avez écrit et lu reste, chiffré, dans ce dossier : $LOCALAPPDATA\haversack. Si personne n’en a plus besoin, supprimez ce dossier dans l’Explorateur de fichiers. Les modifications pas encore envoyées seraient perdues avec lui."
LangString WhatStays ${LANG_SPANISH} "Solo se quita el programa. Lo que usted escribió y leyó se queda, cifrado, en esta carpeta: $LOCALAPPDATA\haversack. Si ya nadie lo necesita, borre esa carpeta en el Explorador de archivos. Los cambios aún no enviados se perderían con ella."
LangString WhatStays ${LANG_ARABIC} "يُزال البرنامج وحده. ما كتبته وقرأته يبقى مشفّرًا في هذا المجلد: $LOCALAPPDATA\haversack. إذا لم يعد أحد يحتاج إليه فاحذف ذلك المجلد في مستكشف الملفات. وتضيع معه التغييرات التي لم تُرسَل بعد."

LangString NetworkFile ${LANG_ENGLISH} "Network file of Haversack"
LangString NetworkFile ${LANG_FRENCH} "Fichier de réseau de Haversack"
LangString NetworkFile ${LANG_SPANISH} "Archivo de red de Haversack"
LangString NetworkFile ${LANG_ARABIC} "ملف شبكة هافرساك"

LangString Commands ${LANG_ENGLISH} "Haversack commands"
LangString Commands ${LANG_FRENCH} "Commandes de Haversack"
LangString Commands ${LANG_SPANISH} "Órdenes de Haversack"
LangString Commands ${LANG_ARABIC} "أوامر Haversack"
